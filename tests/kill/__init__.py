"""Real processes are killed, real brokers stopped: nothing is lost, nobody is told twice."""
