"""What is timed, one file a library. Each has VERSION and JOBS, a class for each job that it can do:

  ask     a proposal after n trials, the newest of them told just now
  score   log EI of all of m candidates, by a model of given hyperparameters
  choose  the best of m candidates, by the same
  fit     hyperparameters from many starts

A job is made with its settings (a dict). prepare() is not timed, step(**arguments) is; what it returns, and
the job's `facts`, go to the parent as JSON.
"""


class Job:
    """The parts that most do not need."""

    facts = None

    def prepare(self):
        pass
