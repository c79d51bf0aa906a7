"""The screens of the explorer; Streamlit runs each file when its address is opened."""
