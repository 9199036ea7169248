"""A component of Streamlit's, registered when it is first mounted: what it is made of can be read without Streamlit."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

__all__ = ["component"]


def component(name: str, html: str, css: Callable[[], str], js: Callable[[], str]) -> Callable[..., Any]:
    """A function that mounts the component `mixgan_NAME`, as `streamlit.components.v2.component` returns it."""
    @cache
    def registered() -> Callable[..., Any]:
        import streamlit as st

        return st.components.v2.component(f"mixgan_{name}", html=html, css=css(), js=js())

    def mount(**given: Any) -> Any:
        return registered()(**given)

    return mount
