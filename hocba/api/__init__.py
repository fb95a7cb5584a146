"""The law for other programs: the queries of `hocba law` over HTTP, with an OpenAPI document.

Stateless: a question is answered from the rules alone, nothing of it is stored or logged.
"""
