"""streamlit run app.py"""

from mixgan.ui import shell

shell.main()
