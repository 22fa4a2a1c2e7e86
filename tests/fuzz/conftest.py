"""The fuzzer's own program is no test module: it needs atheris, which `make fuzz` asks for."""

collect_ignore = ["run.py"]
