"""Takes TLS off connections and passes the bytes on to the portal: two of the SDKs insist on https.

    tls_proxy.py CERTIFICATE KEY PORTAL_PORT

It prints the port that it listens on, on 127.0.0.1, and runs until it is killed.
"""

import asyncio
import ssl
import sys


async def pump(reader, writer):
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    except OSError:
        pass  # either side may leave in the middle
    finally:
        writer.close()


async def main(certificate, key, portal_port):
    async def serve(reader, writer):
        try:
            up, down = await asyncio.open_connection("127.0.0.1", int(portal_port))
        except OSError:
            writer.close()
            return
        await asyncio.gather(pump(reader, down), pump(up, writer))

    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(main(*sys.argv[1:]))
