//! From paths to lines and columns, by reading a file again with a parser that keeps them.

use std::collections::HashMap;

use saphyr_parser::{Event, Parser, ScalarStyle, Span};

use super::{Diagnostic, Part, Place, Step, Steps};
use crate::read::Source;

/// A place as people look for it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Located {
    /// Path of the file below the spec folder.
    pub file: String,
    /// From 1; 0 when the file as a whole is meant.
    pub line: usize,
    /// From 1, in characters.
    pub column: usize,
    /// How many characters of the line are meant.
    pub length: usize,
    /// The line.
    pub text: String,
}

/// Fills in where each diagnostic is; reads every file at most once.
pub(super) fn all(list: &mut [Diagnostic], source: &Source) {
    let mut tables: HashMap<usize, Table<'_>> = HashMap::new();
    let mut find = |place: &Place| {
        let table = tables
            .entry(place.file)
            .or_insert_with(|| Table::new(source, place.file));
        table.find(place)
    };
    for diagnostic in list {
        if diagnostic.located.is_some() {
            continue;
        }
        diagnostic.located = Some(find(&diagnostic.place));
        if diagnostic.help.is_none() {
            diagnostic.help = diagnostic.code.mend().map(str::to_owned);
        }
        for (note, place) in std::mem::take(&mut diagnostic.also) {
            diagnostic.related.push((note, find(&place)));
        }
    }
}

/// Where a key or value begins and ends: line, column and length in its first line.
#[derive(Clone, Copy)]
struct Range {
    line: usize,
    column: usize,
    length: usize,
    /// Characters before the text itself: 1 for a quote.
    quote: usize,
}

#[derive(Default)]
struct Spans {
    keys: Vec<Range>,
    values: Vec<Range>,
}

struct Table<'s> {
    path: &'s str,
    lines: Vec<&'s str>,
    spans: HashMap<Vec<Step>, Spans>,
}

impl<'s> Table<'s> {
    fn new(source: &'s Source, file: usize) -> Self {
        let (path, text) = source
            .files
            .get(file)
            .map_or(("", ""), |file| (file.path.as_str(), file.text.as_str()));
        let lines: Vec<&str> = text.lines().collect();
        let mut table = Self {
            path,
            lines,
            spans: HashMap::new(),
        };
        let mut events = Events {
            parser: Parser::new_from_str(text),
            table: &mut table,
        };
        // A file that this parser does not read keeps the places found so far.
        let _ = events.document();
        table
    }

    fn find(&self, place: &Place) -> Located {
        if let Some((line, column)) = place.raw {
            return self.located(
                Range {
                    line,
                    column,
                    length: 1,
                    quote: 0,
                },
                None,
            );
        }
        let mut steps = place.steps.clone();
        let mut part = place.part;
        let mut within = place.within.clone();
        loop {
            if let Some(range) = self.lookup(&steps, part, place.nth) {
                return self.located(range, within);
            }
            // What the tree has and the table has not is reported at what holds it.
            match steps.parent() {
                Some(parent) => steps = parent.clone(),
                None => {
                    return Located {
                        file: self.path.to_owned(),
                        line: 0,
                        column: 0,
                        length: 0,
                        text: String::new(),
                    };
                }
            }
            part = Part::Key;
            within = None;
        }
    }

    fn lookup(&self, steps: &Steps, part: Part, nth: usize) -> Option<Range> {
        let mut path = steps.to_vec();
        if path.is_empty() {
            return None;
        }
        if !self.spans.contains_key(&path)
            && let Some(Step::Key(key)) = path.last_mut()
        {
            key.push('!');
        }
        let spans = self.spans.get(&path)?;
        let ranges = match part {
            Part::Key if !spans.keys.is_empty() => &spans.keys,
            _ => &spans.values,
        };
        ranges.get(nth).or_else(|| ranges.last()).copied()
    }

    fn located(&self, range: Range, within: Option<std::ops::Range<usize>>) -> Located {
        let text = self
            .lines
            .get(range.line.saturating_sub(1))
            .copied()
            .unwrap_or_default();
        let mut column = range.column;
        let mut length = range.length;
        if let Some(within) = within
            && within.end + range.quote <= length
        {
            column += within.start + range.quote;
            length = within.len();
        }
        // Never past the end of the line.
        let width = text.chars().count();
        length = length.min((width + 1).saturating_sub(column)).max(1);
        Located {
            file: self.path.to_owned(),
            line: range.line,
            column,
            length,
            text: text.trim_end().to_owned(),
        }
    }

    fn range(&self, start: Span, end: Span, quote: usize) -> Range {
        let line = start.start.line();
        let column = start.start.col() + 1;
        let length = if end.end.line() == line {
            (end.end.col() + 1).saturating_sub(column)
        } else {
            let text = self
                .lines
                .get(line.saturating_sub(1))
                .copied()
                .unwrap_or_default();
            (text.trim_end().chars().count() + 1).saturating_sub(column)
        };
        Range {
            line,
            column,
            length,
            quote,
        }
    }
}

struct Events<'t, 's> {
    parser: Parser<'s, saphyr_parser::StrInput<'s>>,
    table: &'t mut Table<'s>,
}

impl<'s> Events<'_, 's> {
    fn next(&mut self) -> Option<(Event<'s>, Span)> {
        self.parser.next_event()?.ok()
    }

    fn document(&mut self) -> Option<()> {
        loop {
            let (event, span) = self.next()?;
            if matches!(event, Event::StreamStart | Event::DocumentStart(_)) {
                continue;
            }
            let mut path = Vec::new();
            return self.node(event, span, &mut path);
        }
    }

    /// Reads a node whose first event has been read.
    fn node(&mut self, event: Event<'s>, span: Span, path: &mut Vec<Step>) -> Option<()> {
        let (end, quote) = match event {
            Event::Scalar(_, style, ..) => (
                span,
                usize::from(matches!(
                    style,
                    ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted
                )),
            ),
            Event::SequenceStart(..) => {
                let mut index = 0;
                let end = loop {
                    let (event, span) = self.next()?;
                    if matches!(event, Event::SequenceEnd) {
                        break span;
                    }
                    path.push(Step::Index(index));
                    self.node(event, span, path)?;
                    path.pop();
                    index += 1;
                };
                (end, 0)
            }
            Event::MappingStart(..) => (self.mapping(path)?, 0),
            _ => (span, 0),
        };
        let range = self.table.range(span, end, quote);
        self.table
            .spans
            .entry(path.clone())
            .or_default()
            .values
            .push(range);
        Some(())
    }

    fn mapping(&mut self, path: &mut Vec<Step>) -> Option<Span> {
        loop {
            let (event, span) = self.next()?;
            if matches!(event, Event::MappingEnd) {
                return Some(span);
            }
            let Event::Scalar(key, style, ..) = event else {
                return None;
            };
            let quote = usize::from(matches!(
                style,
                ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted
            ));
            let range = self.table.range(span, span, quote);
            path.push(Step::Key(key.into_owned()));
            self.table
                .spans
                .entry(path.clone())
                .or_default()
                .keys
                .push(range);
            let (event, span) = self.next()?;
            self.node(event, span, path)?;
            path.pop();
        }
    }
}
