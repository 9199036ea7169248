"""`show picture.png`: what made it, in words, and the picture drawn again."""

from __future__ import annotations

from pathlib import Path

from mixgan.errors import StoreError

__all__ = ["show_picture"]


def show_picture(given: str, out: str | None, drawn_by: str | None) -> None:
    """Print what the picture's recipe says and whether it comes out again; write it to `out`, if given.

    Raises StoreError, ConfigError: no recipe, a torn file, another model's or changed parameters, changed pixels.
    """
    from mixgan import families, pictures
    from mixgan.analysis import redraw
    from mixgan.analysis.recipe_words import sentences
    from mixgan.files import write_bytes
    from mixgan.store.models import find
    from mixgan.store.picture_recipe import pixels, read_recipe

    path = Path(given)
    if out is not None and not out.lower().endswith(".png"):
        raise StoreError(f"--out should end in .png (given '{out}').")
    data = _read(path)
    recipe = read_recipe(data, path.name)
    found = find(drawn_by or recipe.model)
    redraw.require_same(found, recipe)
    generator = families.load(found.path)
    print("\n".join(sentences(recipe, generator.expert_word, found.config.facts.class_names)))
    picture = pixels(data, path.name)
    again = redraw.redrawn(generator, recipe, picture.shape)
    if out is not None:
        write_bytes(Path(out), pictures.png(again, recipe.inside()))
    result = redraw.compared(picture, again, recipe)
    if result.levels > result.allowed:
        raise StoreError(f"Drawn again it differs by up to {result.levels} of 255 grey levels; {result.allowed} may be.",
                         "Its pixels were changed after it was saved, or another processor drew it.")
    print("Drawn again: equal bit for bit." if result.levels == 0 else
          f"Drawn again: within {result.levels} of 255 grey levels, as the page's own engine allows.")


def _read(path: Path) -> bytes:
    from mixgan.store.picture_recipe import MAX_FILE_BYTES

    try:
        with path.open("rb") as file:
            return file.read(MAX_FILE_BYTES + 1)
    except OSError as err:
        raise StoreError(f"{path} cannot be read: {err.strerror}.", "Give the path of a PNG picture.") from err
