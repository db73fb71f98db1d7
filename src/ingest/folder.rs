//! The files of a business: a folder at any depth, or files named one by one.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use globset::{Glob, GlobSet, GlobSetBuilder};

use super::settings::FILE_NAME;
use crate::error::{Error, ErrorKind, Errors, Origin};

/// One file, with its path relative to the folder, parts separated by `/`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct File {
    pub(crate) shown: String,
    pub(crate) path: PathBuf,
    pub(crate) size: u64,
}

/// All of them in the order of their paths, and what could not be looked at.
#[derive(Debug, Default)]
pub(crate) struct Folder {
    pub(crate) files: Vec<File>,
    /// Pipes, sockets and devices: nothing that is read.
    pub(crate) others: Vec<String>,
    pub(crate) errors: Errors,
    /// Whether it is all of a folder, not some files of it.
    pub(crate) is_whole: bool,
}

impl Folder {
    /// A folder or a single file.
    pub(crate) fn open(path: &Path) -> Result<Self, Error> {
        let named = path.to_string_lossy().into_owned();
        let metadata = fs::metadata(path).map_err(|error| unreadable(&named, &error))?;
        let mut folder = Self::default();
        if metadata.is_dir() {
            folder.walk(path, "")?;
            folder.is_whole = true;
        } else {
            let shown = path.file_name().map_or(named, |name| name.to_string_lossy().into_owned());
            folder.add(path.to_path_buf(), shown, &metadata);
        }
        folder.sort();
        Ok(folder)
    }

    /// Several files or folders; each goes by its name if all lie side by side, else by the path it was named with.
    pub(crate) fn open_all(paths: &[PathBuf]) -> Result<Self, Errors> {
        if let [only] = paths {
            return Ok(Self::open(only)?);
        }
        let mut parents: Vec<_> = paths.iter().map(|path| path.parent()).collect();
        parents.dedup();
        let mut folder = Self::default();
        let mut errors = Errors::default();
        for path in paths {
            let named = path.to_string_lossy().replace('\\', "/");
            let name = path.file_name().filter(|_| parents.len() == 1);
            let shown = name.map_or(named.clone(), |name| name.to_string_lossy().into_owned());
            let result = match fs::metadata(path) {
                Ok(metadata) if metadata.is_dir() => folder.walk(path, shown.trim_end_matches('/')),
                Ok(metadata) => {
                    folder.add(path.clone(), shown, &metadata);
                    Ok(())
                }
                Err(error) => Err(unreadable(&named, &error)),
            };
            errors.extend(result.err());
        }
        folder.sort();
        if errors.is_empty() { Ok(folder) } else { Err(errors) }
    }

    /// Leaves alone what these globs name.
    pub(crate) fn ignore(&mut self, globs: &[String]) {
        if globs.is_empty() {
            return;
        }
        let ignored = glob_set(globs);
        self.files.retain(|file| !ignored.is_match(&file.shown));
        self.others.retain(|shown| !ignored.is_match(shown));
        let errors = std::mem::take(&mut self.errors);
        let is_kept = |error: &Error| !error.origin().is_some_and(|origin| ignored.is_match(origin.path()));
        self.errors.extend(errors.into_iter().filter(is_kept));
    }

    /// Walks real folders first and linked ones after, each real folder once, so that a circle of links ends.
    fn walk(&mut self, root: &Path, shown: &str) -> Result<(), Error> {
        let list = |path: &Path| fs::read_dir(path);
        list(root).map_err(|error| unreadable(&root.to_string_lossy(), &error))?;
        let mut visited = BTreeSet::new();
        let mut real = vec![(root.to_path_buf(), shown.to_owned())];
        let mut linked: BTreeSet<(String, PathBuf)> = BTreeSet::new();
        loop {
            let next = real.pop().or_else(|| linked.pop_first().map(|(shown, path)| (path, shown)));
            let Some((path, shown)) = next else { return Ok(()) };
            let entries = match fs::canonicalize(&path).and_then(|whole| Ok((whole, list(&path)?))) {
                Ok((whole, entries)) if visited.insert(whole.clone()) => entries,
                Ok(_) => continue,
                Err(error) => {
                    self.errors.push(unreadable(&shown, &error));
                    continue;
                }
            };
            for entry in entries {
                let entry = match entry {
                    Ok(entry) => entry,
                    Err(error) => {
                        self.errors.push(unreadable(&shown, &error));
                        continue;
                    }
                };
                let name = entry.file_name().to_string_lossy().into_owned();
                if name.starts_with('.') || name.starts_with("~$") {
                    continue;
                }
                let shown = if shown.is_empty() { name.clone() } else { format!("{shown}/{name}") };
                let is_link = entry.file_type().is_ok_and(|kind| kind.is_symlink());
                match fs::metadata(entry.path()) {
                    Ok(metadata) if metadata.is_dir() && name == FILE_NAME => {
                        let message = "is a folder; settings are a text file of this name";
                        self.errors.push(Error::new(ErrorKind::Unreadable, message).at(Origin::file(shown)));
                    }
                    Ok(metadata) if metadata.is_dir() && is_link => {
                        linked.insert((shown, entry.path()));
                    }
                    Ok(metadata) if metadata.is_dir() => real.push((entry.path(), shown)),
                    Ok(metadata) => self.add(entry.path(), shown, &metadata),
                    Err(_) if is_link && !entry.path().exists() => {
                        let message = "is a link that leads nowhere; mend it, remove it, or name it in ignore of bilan.toml";
                        self.errors.push(Error::new(ErrorKind::Unreadable, message).at(Origin::file(shown)));
                    }
                    Err(error) => self.errors.push(unreadable(&shown, &error)),
                }
            }
        }
    }

    fn add(&mut self, path: PathBuf, shown: String, metadata: &fs::Metadata) {
        if metadata.is_file() {
            self.files.push(File { shown, path, size: metadata.len() });
        } else {
            self.others.push(shown);
        }
    }

    fn sort(&mut self) {
        self.files.sort();
        self.files.dedup();
        self.others.sort();
        self.errors.sort();
    }
}

/// A path that cannot be opened, with what the system says.
pub(crate) fn unreadable(shown: &str, error: &std::io::Error) -> Error {
    let said = error.to_string();
    let said = said.split(" (os error").next().unwrap_or_default();
    let origin = Origin::file(if shown.is_empty() { "." } else { shown });
    let right = if error.kind() == std::io::ErrorKind::PermissionDenied {
        "; allow yourself to read it, or name it in ignore of bilan.toml"
    } else {
        ""
    };
    Error::new(ErrorKind::Unreadable, format!("cannot be opened: {said}{right}")).at(origin)
}

/// Globs as one matcher; a glob that is none was reported with the settings.
pub(crate) fn glob_set(globs: &[String]) -> GlobSet {
    let mut set = GlobSetBuilder::new();
    for glob in globs.iter().filter_map(|glob| Glob::new(glob).ok()) {
        set.add(glob);
    }
    set.build().unwrap_or_default()
}

/// Whether a glob names a file: by its whole path, or by its name alone when the glob has no `/`.
pub(crate) fn names(glob: &str, shown: &str) -> bool {
    if glob == shown {
        return true;
    }
    let Ok(matcher) = Glob::new(glob).map(|glob| glob.compile_matcher()) else { return false };
    let name = shown.rsplit('/').next().unwrap_or(shown);
    matcher.is_match(shown) || (!glob.contains('/') && matcher.is_match(name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::scratch::Scratch;

    fn shown(folder: &Folder) -> Vec<&str> {
        folder.files.iter().map(|file| file.shown.as_str()).collect()
    }

    #[test]
    fn a_folder_is_walked_at_any_depth_without_hidden_and_lock_files() {
        let scratch = Scratch::new("walk");
        for name in ["b.csv", "a/deep/er/c.csv", ".hidden.csv", ".git/d.csv", "~$book.xlsx", "a/z.csv"] {
            scratch.write(name, "x");
        }
        let mut folder = Folder::open(scratch.path()).unwrap_or_default();
        assert_eq!(shown(&folder), ["a/deep/er/c.csv", "a/z.csv", "b.csv"]);
        folder.ignore(&["a/deep/**".to_owned()]);
        assert_eq!(shown(&folder), ["a/z.csv", "b.csv"]);
    }

    #[cfg(unix)]
    #[test]
    fn links_in_a_circle_end_and_a_broken_link_is_an_error() {
        let scratch = Scratch::new("links");
        scratch.write("a/b/c.csv", "x");
        let link = |to: &str, name: &str| std::os::unix::fs::symlink(scratch.path().join(to), scratch.path().join(name));
        assert!(link("", "a/b/up").is_ok() && link("a", "0-same").is_ok() && link("gone", "broken.csv").is_ok());
        let folder = Folder::open(scratch.path()).unwrap_or_default();
        assert_eq!(shown(&folder), ["a/b/c.csv"]);
        let errors: Vec<String> = folder.errors.iter().map(ToString::to_string).collect();
        assert_eq!(errors, ["broken.csv: is a link that leads nowhere; mend it, remove it, or name it in ignore of bilan.toml"]);
    }

    #[test]
    fn a_glob_without_a_slash_is_about_names() {
        assert!(names("crm-*.xlsx", "2020/crm-export.xlsx"));
        assert!(!names("2020/*.csv", "2019/a.csv"));
        assert!(names("2020/*.csv", "2020/a.csv"));
    }

    #[test]
    fn a_path_that_is_not_there_says_so() {
        let error = Folder::open(Path::new("/nowhere/at/all")).map(|_| ()).map_err(|error| (error.kind(), error.to_string()));
        let said = "/nowhere/at/all: cannot be opened: No such file or directory".to_owned();
        assert_eq!(error, Err((ErrorKind::Unreadable, said)));
    }
}
