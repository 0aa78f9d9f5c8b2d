//! A spec as it was at a revision of git, read without touching the working tree.

use std::ffi::OsStr;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;

use crate::Failure;

/// Files of a folder at a revision: paths below it and what they hold.
pub(crate) fn files(revision: &str, folder: &Path) -> Result<Vec<(String, Vec<u8>)>, Failure> {
    let what = || {
        Failure::Trouble(format!(
            "`{revision}` is neither a folder nor a revision of git"
        ))
    };
    if revision.starts_with('-') {
        return Err(what());
    }
    let verify = |name: &str| {
        git(
            &["rev-parse", "--verify", "--quiet", "--end-of-options", name],
            &[],
        )
    };
    verify(&format!("{revision}^{{tree}}"))?.ok_or_else(what)?;
    let nothing = || {
        Failure::Trouble(format!(
            "there is no folder `{}` with a spec at `{revision}`; name it by `--spec`",
            folder.display()
        ))
    };
    // `./`: seen from here, and not from the root of the repository. Without the last slash `..` would be a range.
    let inside = format!("{revision}:./{}/", folder.display());
    let tree = verify(&inside)?.ok_or_else(nothing)?;
    let tree = String::from_utf8_lossy(&tree).trim().to_owned();
    let list = git(&["ls-tree", "-r", "-z", "--full-tree", &tree], &[])?.ok_or_else(nothing)?;
    let list = String::from_utf8_lossy(&list).into_owned();
    let mut blobs: Vec<(String, String)> = list
        .split('\0')
        .filter_map(entry)
        .filter(|(path, _)| is_spec(path))
        .collect();
    blobs.sort();
    if blobs.is_empty() {
        return Err(nothing());
    }
    let wanted: String = blobs.iter().map(|(_, blob)| format!("{blob}\n")).collect();
    let texts = git(&["cat-file", "--batch"], wanted.as_bytes())?.unwrap_or_default();
    let texts = split(&texts).filter(|texts| texts.len() == blobs.len());
    let texts = texts
        .ok_or_else(|| Failure::Trouble(format!("git does not have all files of `{revision}`")))?;
    Ok(blobs
        .into_iter()
        .zip(texts)
        .map(|((path, _), text)| (path, text))
        .collect())
}

/// A line of `ls-tree`: path and name of what it holds.
fn entry(line: &str) -> Option<(String, String)> {
    let (about, path) = line.split_once('\t')?;
    let mut about = about.split(' ').skip(1);
    let blob = (about.next()? == "blob").then(|| about.next())??;
    Some((path.to_owned(), blob.to_owned()))
}

/// As the spec is read from a folder: hidden files are none of it.
fn is_spec(path: &str) -> bool {
    path.ends_with(".yaml") && !path.split('/').any(|part| part.starts_with('.'))
}

/// What `cat-file --batch` answers: a line with the length, the text, a line's end.
fn split(mut bytes: &[u8]) -> Option<Vec<Vec<u8>>> {
    let mut texts = Vec::new();
    while !bytes.is_empty() {
        let end = bytes.iter().position(|&byte| byte == b'\n')?;
        let (head, rest) = (bytes.get(..end)?, bytes.get(end + 1..)?);
        let length: usize = std::str::from_utf8(head)
            .ok()?
            .rsplit(' ')
            .next()?
            .parse()
            .ok()?;
        texts.push(rest.get(..length)?.to_vec());
        bytes = rest.get(length + 1..)?;
    }
    Some(texts)
}

/// What git answers; nothing where it does not know what is asked for.
fn git(args: &[impl AsRef<OsStr>], input: &[u8]) -> Result<Option<Vec<u8>>, Failure> {
    let trouble =
        |error: std::io::Error| Failure::Trouble(format!("git could not be run: {error}"));
    let mut child = Command::new("git")
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(trouble)?;
    let stdin = child.stdin.take();
    let output = thread::scope(|scope| {
        // Writing beside reading, or both sides would wait for each other.
        scope.spawn(|| stdin.map(|mut stdin| stdin.write_all(input)));
        child.wait_with_output()
    })
    .map_err(trouble)?;
    Ok(output.status.success().then_some(output.stdout))
}
