"""Anyone's SPARQL, answered without trusting it.

A stranger's query passes three doors, none of which is the process that serves others:

1. `guard.check` reads it as bare tokens and turns away what is too large, too deep or would
   call out (robustness.md A3.1);
2. `formats.choose_format` settles the form of the answer from the Accept header;
3. `workers.WorkerPool.run` hands it to a process that can be killed, that reads a snapshot, and
   that has no file descriptor left to open a connection with.

This package root imports nothing: a worker process passes through it and must start fast.
"""
