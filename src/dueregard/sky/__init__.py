"""Read, fetch, keep. The only room that fetches; every reader returns values and rejects."""
