"""What `./wushe doctor` looks at: the machine, the data directory, the running suite."""
