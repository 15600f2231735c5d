"""The API: plan, readings, facts and claims for programs, by the same reads and acts as the pages. OpenAPI at /api/openapi.json."""
