"""The Python runtime. A package of its own name, so that no module of a function meets one of ours."""
