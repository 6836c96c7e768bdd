"""The page at `/`: what this is and where to go, in plain HTML without a script."""

PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>asof</title>
<style>
  body { font: 1rem/1.6 system-ui, sans-serif; max-width: 44rem; margin: 3rem auto; padding: 0 1rem; }
  code { background: #8882; padding: .1em .3em; border-radius: .2em; }
  pre { background: #8882; padding: 1rem; overflow-x: auto; border-radius: .3em; }
  pre code { background: none; padding: 0; }
  :root { color-scheme: light dark; }
</style>
<h1>asof</h1>
<p>Dated policies go in; answers as of any date, as known on any date, come out, each with its sources.</p>
<ul>
  <li><a href="/docs">Every call, to try out</a> (<a href="/openapi.json">OpenAPI</a>)</li>
  <li><a href="/v1/documents">The documents held</a></li>
  <li><a href="/readyz">Is everything up?</a> · <a href="/metrics">Metrics</a></li>
</ul>
<p>A first answer, from a terminal:</p>
<pre><code>asof add returns-policy.md --effective 2024-03-01
asof ask "How long may a customer return a product?" --as-of 2024-06-30</code></pre>
</html>
"""
