"""Language models behind `knowledge.language_model`, through pydantic-ai. Import `pydantic_ai_model` where one is used
only: it costs seconds.
"""
