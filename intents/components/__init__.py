"""Our parts of the engine's pipeline. The only package of ours that runs in the engine's environment."""
