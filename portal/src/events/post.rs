//! A POST of a form over plain HTTP: all that calling a handler on the same machine takes.

use std::io;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// A handler that takes longer is given up.
const PATIENCE: Duration = Duration::from_secs(10);

/// Posts a form and waits for the status line.
pub(super) async fn form(address: &str, body: String) -> io::Result<()> {
    timeout(PATIENCE, send(address, body))
        .await
        .map_err(|_| io::Error::from(io::ErrorKind::TimedOut))?
}

async fn send(address: &str, body: String) -> io::Result<()> {
    let invalid = |text: &str| io::Error::new(io::ErrorKind::InvalidInput, text.to_owned());
    let rest = address
        .strip_prefix("http://")
        .ok_or_else(|| invalid("only http:// handlers can be called"))?;
    let (host, path) = rest
        .find(['/', '?'])
        .map_or((rest, ""), |at| rest.split_at(at));
    let slash = if path.starts_with('/') { "" } else { "/" };
    let authority = if host.contains(':') {
        host.to_owned()
    } else {
        format!("{host}:80")
    };
    if format!("{host}{path}").contains(|c: char| c.is_control() || c == ' ') {
        return Err(invalid("the address of the handler cannot be sent"));
    }
    let mut stream = TcpStream::connect(&authority).await?;
    let head = format!(
        "POST {slash}{path} HTTP/1.1\r\nHost: {host}\r\nUser-Agent: Bitrix24 Webhook Engine\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(body.as_bytes()).await?;
    let mut answer = [0_u8; 1024];
    let read = stream.read(&mut answer).await?;
    if read == 0 {
        Err(io::ErrorKind::UnexpectedEof.into())
    } else {
        Ok(())
    }
}
