"""What is said when no page can be made any more: a constant, in both languages."""

LAST_WORDS = """<!doctype html>
<html lang="fr-CA">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Préau a trébuché · Préau stumbled</title>
</head>
<body>
<main>
<h1>Préau a trébuché</h1>
<p class="lead">La faute est de notre côté. Ce que vous envoyiez n’a pas été enregistré : \
réessayez dans un moment. Pour une urgence, téléphonez à l’école.</p>
<p><a class="button" href="/">Aller à l’accueil</a></p>
<section lang="en-CA">
<h2>Préau stumbled</h2>
<p class="lead">The fault is ours. What you were sending was not saved: try again in a moment. \
In an emergency, call the school.</p>
<p><a class="button" href="/">Go to the home page</a></p>
</section>
</main>
</body>
</html>
"""

# For an answer that no middleware will dress.
LAST_HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Cache-Control": "no-store, private",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
