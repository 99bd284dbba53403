"""The EHCP quality audit workbench."""
