//! Which of two ways a column writes its numbers or its dates: settled over the whole file, never cell by cell.

/// Two ways to write the cells of a column. For numbers the first is `1,234.56`, the second `1.234,56`; for dates the first has
/// the day before the month, the second the month before the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    First,
    Second,
}

/// What one cell says about the way of its column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hint {
    /// It reads the same both ways.
    Neutral,
    /// It can be read in the first way only.
    First,
    /// It can be read in the second way only.
    Second,
    /// It reads differently in each way.
    Either,
}

impl From<Way> for Hint {
    fn from(only: Way) -> Self {
        match only {
            Way::First => Self::First,
            Way::Second => Self::Second,
        }
    }
}

/// How a column is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Convention {
    /// No cell decides.
    #[default]
    Open,
    /// A cell decides.
    Settled(Way),
    /// `bilan.toml` decides.
    Stated(Way),
    /// Cells contradict each other.
    Conflict,
}

/// Why a cell that can be read all the same is not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// The column is not settled: one error for all its cells.
    Unsettled,
    /// `bilan.toml` states the other way.
    NotAsStated,
}

impl Convention {
    /// The way in which a cell is read that could be read in both.
    pub(crate) fn way(self) -> Way {
        match self {
            Self::Settled(way) | Self::Stated(way) => way,
            Self::Open | Self::Conflict => Way::First,
        }
    }

    /// Whether a cell can be trusted as read.
    pub(crate) fn admits(self, hint: Hint) -> Result<(), Refusal> {
        match (self, hint) {
            (_, Hint::Neutral)
            | (Self::Open | Self::Settled(_), Hint::First | Hint::Second)
            | (Self::Settled(_) | Self::Stated(_), Hint::Either) => Ok(()),
            (Self::Stated(stated), _) if hint == stated.into() => Ok(()),
            (Self::Stated(_), _) => Err(Refusal::NotAsStated),
            (Self::Open, Hint::Either) | (Self::Conflict, _) => Err(Refusal::Unsettled),
        }
    }
}

/// The first cell of a kind: its line, 0 if there is none, and its text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Seen {
    pub(crate) line: u32,
    pub(crate) text: String,
}

impl Seen {
    fn note(&mut self, line: u32, text: &str) {
        if self.line == 0 {
            self.line = line;
            text.trim().clone_into(&mut self.text);
        }
    }
}

/// What the cells of a column said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Evidence {
    pub(crate) first: Seen,
    pub(crate) second: Seen,
    pub(crate) either: Seen,
}

impl Evidence {
    #[inline]
    pub(crate) fn note(&mut self, hint: Hint, line: u32, text: &str) {
        match hint {
            Hint::Neutral => {}
            Hint::First => self.first.note(line, text),
            Hint::Second => self.second.note(line, text),
            Hint::Either => self.either.note(line, text),
        }
    }

    /// Adds what a later part of the file said.
    pub(crate) fn then(&mut self, later: Self) {
        for (seen, later) in [(&mut self.first, later.first), (&mut self.second, later.second), (&mut self.either, later.either)]
        {
            if seen.line == 0 {
                *seen = later;
            }
        }
    }

    /// How the column is to be read.
    pub(crate) fn settle(&self) -> Convention {
        match (self.first.line > 0, self.second.line > 0) {
            (false, false) => Convention::Open,
            (true, false) => Convention::Settled(Way::First),
            (false, true) => Convention::Settled(Way::Second),
            (true, true) => Convention::Conflict,
        }
    }

    /// Whether cells were read otherwise under `assumed` than they are to be read.
    pub(crate) fn overturns(&self, assumed: Convention) -> bool {
        match assumed {
            Convention::Stated(_) => false,
            Convention::Open if self.either.line == 0 => self.settle() == Convention::Conflict,
            _ => self.settle() != assumed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn evidence(hints: &[Hint]) -> Evidence {
        let mut evidence = Evidence::default();
        for (line, hint) in (1..).zip(hints) {
            evidence.note(*hint, line, "x");
        }
        evidence
    }

    #[test]
    fn one_cell_settles_a_column_and_two_can_contradict() {
        let (first, second) = (Hint::First, Hint::Second);
        assert_eq!(evidence(&[Hint::Either, first]).settle(), Convention::Settled(Way::First));
        assert_eq!(evidence(&[Hint::Either, Hint::Neutral]).settle(), Convention::Open);
        assert_eq!(evidence(&[second, first]).settle(), Convention::Conflict);
        assert!(evidence(&[Hint::Either, second]).overturns(Convention::Open));
        assert!(!evidence(&[Hint::Neutral, second]).overturns(Convention::Open), "nothing was read the other way");
        assert!(evidence(&[first, second]).overturns(Convention::Settled(Way::First)));
        assert!(!evidence(&[first, second]).overturns(Convention::Stated(Way::First)));
    }

    #[test]
    fn a_later_part_adds_only_what_is_new() {
        let mut all = evidence(&[Hint::Either]);
        let mut later = Evidence::default();
        later.note(Hint::Either, 7, "x");
        later.note(Hint::Second, 9, "y");
        all.then(later);
        assert_eq!((all.either.line, all.second.line, all.first.line), (1, 9, 0));
    }
}
