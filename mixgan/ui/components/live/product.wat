;; Rows of x times a matrix, 16 columns at a time. The text of the string in product.js; PlainKernel there is the reference.
;; x: rows x n floats. panels: the matrix as blocks of 16 columns, each n x 16. out: rows x stride bytes. list: room for n pairs.
(module
  (memory (export "memory") 1)
  (func (export "product")
    (param $x i32) (param $rows i32) (param $n i32) (param $panels i32) (param $stride i32) (param $out i32) (param $list i32)
    (local $end i32) (local $place i32) (local $limit i32) (local $stop i32) (local $panel i32) (local $at i32) (local $w i32)
    (local $value f32) (local $v v128) (local $a v128) (local $b v128) (local $c v128) (local $d v128)
    (loop $row
      ;; list the non-zeros of this row: their place in a panel, their value
      (local.set $end (local.get $list))
      (local.set $place (i32.const 0))
      (local.set $limit (i32.add (local.get $x) (i32.shl (local.get $n) (i32.const 2))))
      (loop $scan
        (local.set $value (f32.load (local.get $x)))
        (i32.store (local.get $end) (local.get $place))
        (f32.store offset=4 (local.get $end) (local.get $value))
        (local.set $end (i32.add (local.get $end)
          (i32.shl (f32.ne (local.get $value) (f32.const 0)) (i32.const 3))))
        (local.set $place (i32.add (local.get $place) (i32.const 64)))
        (local.set $x (i32.add (local.get $x) (i32.const 4)))
        (br_if $scan (i32.lt_u (local.get $x) (local.get $limit))))
      ;; sum every panel over that list
      (local.set $panel (local.get $panels))
      (local.set $stop (i32.add (local.get $out) (local.get $stride)))
      (loop $panels_left
        (local.set $a (v128.const f32x4 0 0 0 0))
        (local.set $b (local.get $a))
        (local.set $c (local.get $a))
        (local.set $d (local.get $a))
        (local.set $at (local.get $list))
        (block $summed
          (loop $sum
            (br_if $summed (i32.ge_u (local.get $at) (local.get $end)))
            (local.set $w (i32.add (local.get $panel) (i32.load (local.get $at))))
            (local.set $v (v128.load32_splat offset=4 (local.get $at)))
            (local.set $a (f32x4.add (local.get $a) (f32x4.mul (local.get $v) (v128.load (local.get $w)))))
            (local.set $b (f32x4.add (local.get $b) (f32x4.mul (local.get $v) (v128.load offset=16 (local.get $w)))))
            (local.set $c (f32x4.add (local.get $c) (f32x4.mul (local.get $v) (v128.load offset=32 (local.get $w)))))
            (local.set $d (f32x4.add (local.get $d) (f32x4.mul (local.get $v) (v128.load offset=48 (local.get $w)))))
            (local.set $at (i32.add (local.get $at) (i32.const 8)))
            (br $sum)))
        (v128.store (local.get $out) (local.get $a))
        (v128.store offset=16 (local.get $out) (local.get $b))
        (v128.store offset=32 (local.get $out) (local.get $c))
        (v128.store offset=48 (local.get $out) (local.get $d))
        (local.set $out (i32.add (local.get $out) (i32.const 64)))
        (local.set $panel (i32.add (local.get $panel) (i32.shl (local.get $n) (i32.const 6))))
        (br_if $panels_left (i32.lt_u (local.get $out) (local.get $stop))))
      (local.set $rows (i32.sub (local.get $rows) (i32.const 1)))
      (br_if $row (local.get $rows)))))
