"""The launcher and the command line, tried as people meet them: as processes, by exit code and by the line they say."""
