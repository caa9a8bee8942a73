"""How `serve --tls` shows its certificate: the socket's side of it.

Responsible for a handshake that can't hold up others. Where the certificate comes from is `contest.authority`'s.
"""

import ssl
from typing import Any

from contest.authority import Certificate


class PatientContext(ssl.SSLContext):
    """Shakes hands in the thread of the request: at accept, one silent client would hold up all the others."""

    def wrap_socket(self, *arguments: Any, **options: Any) -> ssl.SSLSocket:
        """Return the wrapped socket, its handshake still to come."""
        return super().wrap_socket(*arguments, **{**options, "do_handshake_on_connect": False})


def patient_context(cert: Certificate) -> ssl.SSLContext:
    """Return the context for a server with a thread a request."""
    context = PatientContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert.chain, cert.key)
    return context
