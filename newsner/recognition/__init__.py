"""Recognition: from text to labelled spans with a score, one spaCy pipeline a language."""
