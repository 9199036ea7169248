"""Talk mode (`?talk=1`): the page as a slide. Type grows with the screen, all else goes away, keys step through a talk.

The components fill what is left of the screen: they are told by one custom property, `--talk-room` (see live/live.css).
"""

from __future__ import annotations

import streamlit as st

from mixgan.ui import choice, look
from mixgan.ui.components.talk import talk_view

__all__ = ["hands", "style"]

# a unit of type is a fortieth of the screen's height, so that the smallest label of a component, 0.75 of it, has 20 px of 1080
_STYLE = """
<style>
@media (min-width: 760px) {
  html { font-size: max(13px, min(2.5vh, 1.40625vw)) !important; }
  .stApp { --talk-top: 3.1rem; --talk-bottom: BOTTOM; --talk-room: calc(100dvh - var(--talk-top) - var(--talk-bottom)); }
  .stApp:has(.st-key-sentence) { --talk-top: 8.4rem; }
  .st-key-sentence { height: 5.3rem; align-items: flex-start; }
  .st-key-sentence > * { width: 7.5rem !important; flex: none; }
  .st-key-sentence > :nth-child(4) { width: 9.5rem !important; }
  .st-key-sentence > :last-child { width: 13rem !important; }
  .st-key-sentence .stSelectbox { width: 100% !important; }
  .stApp [data-testid="stMain"] { scrollbar-gutter: auto; }
  .stApp .stMainBlockContainer { max-width: none; padding: 0.5rem 1.5rem 0; }
  .stApp .stVerticalBlock { gap: 0; }
  .stApp .stMainBlockContainer h1 { height: 2.6rem; line-height: 2.4rem; padding: 0 14rem 0 0; white-space: nowrap;
    overflow: hidden; text-overflow: ellipsis; }
  .stApp [data-testid="stHeading"] [data-testid="stMarkdownContainer"] { margin: 0; }
  .stApp .say { max-width: none; line-height: 1.35; }
  .st-key-tour { position: fixed; left: 1.5rem; right: 1.5rem; bottom: 0; width: auto; height: 3.6rem; z-index: 30; gap: 1.5rem;
    flex-wrap: nowrap; }
  .st-key-tour > :last-child { flex: none; width: auto; }
  .st-key-tour .say p { margin: 0; }
  [data-testid="stLayoutWrapper"]:has(> .st-key-said p) { bottom: calc(var(--talk-bottom) + 0.4rem); OVER }
}
[data-testid="stSidebar"], [data-testid="stHeader"], [data-testid="stExpandSidebarButton"] { display: none !important; }
</style>
"""


def style(in_step: bool) -> None:
    """Nothing outside talk mode; `in_step`: the sentences of a talk stand below."""
    if look.talking():
        bottom = "3.6rem" if in_step else "0.5rem"
        st.markdown(_STYLE.replace("BOTTOM", bottom).replace("OVER", look.OVER), unsafe_allow_html=True)


def hands(before: str | None, after: str | None) -> None:
    """The key and the button that switch it; in it also the keys that step to the addresses `before` and `after`."""
    found = choice.folder()
    key = "talk-on" if look.talking() else "talk-off"                 # two places on the page
    talk_view(look.talking(), found.name if found is not None else "", st.query_params.get("tour"), before, after, key=key)
