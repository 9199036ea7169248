"""`show picture.png`: what made it, in words, and the picture drawn again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from mixgan.errors import StoreError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mixgan.store.picture_recipe import Recipe

__all__ = ["read_picture", "show_picture"]


def show_picture(given: str, out: str | None, drawn_by: str | None) -> None:
    """Print what the picture's recipe says and whether it comes out again; write it to `out`, if given.

    Raises StoreError, ConfigError: no recipe, a torn file, another model's or changed parameters, changed pixels.
    """
    from mixgan import families, pictures
    from mixgan.analysis import redraw
    from mixgan.analysis.recipe_words import sentences
    from mixgan.files import write_bytes
    from mixgan.store.models import find

    if out is not None and not out.lower().endswith(".png"):
        raise StoreError(f"--out should end in .png (given '{out}').")
    recipe, picture = read_picture(Path(given))
    found = find(drawn_by or recipe.model)
    redraw.require_same(found, recipe)
    generator = families.load(found.path)
    print("\n".join(sentences(recipe, generator.expert_word, found.config.facts.class_names)))
    again = redraw.redrawn(generator, recipe, picture.shape)
    if out is not None:
        write_bytes(Path(out), pictures.png(again, recipe.inside()))
    result = redraw.compared(picture, again, recipe)
    if result.levels > result.allowed:
        raise StoreError(f"Drawn again it differs by up to {result.levels} of 255 grey levels; {result.allowed} may be.",
                         "Its pixels were changed after it was saved, or another processor drew it.")
    if result.levels == 0:
        print("Drawn again: equal bit for bit.")
    elif recipe.by == "page":
        print(f"Drawn again: within {result.levels} of 255 grey levels, as the page's own engine allows.")
    else:
        print(f"Drawn again: the stored sheet was compressed; it differs by up to {result.levels} of 255 grey levels, "
              f"{result.average:.1f} on average.")


def read_picture(path: Path) -> tuple[Recipe, NDArray[np.uint8]]:
    """The recipe inside a PNG, and its pixels (H, W, C). Raises StoreError, ConfigError."""
    from mixgan.store.picture_recipe import MAX_FILE_BYTES, pixels, read_recipe

    try:
        with path.open("rb") as file:
            data = file.read(MAX_FILE_BYTES + 1)
    except OSError as err:
        raise StoreError(f"{path} cannot be read: {err.strerror}.", "Give the path of a PNG picture.") from err
    return read_recipe(data, path.name), pixels(data, path.name)
