"""What `./dev` does, one file per job, Python's standard library only."""
