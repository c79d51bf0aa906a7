"""Records: offered, validated, registered."""
