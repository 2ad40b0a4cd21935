# Install rules: written by the packaging work.
