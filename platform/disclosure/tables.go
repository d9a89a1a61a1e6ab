package disclosure

// Key names a count and everything that defines it: what is counted, in which period, area and group. The same key in two
// editions is the same count, and another number for it a restatement.
type Key string

// Cell is one count.
type Cell struct {
	Key Key
	// Count is the true number, 0 to [MaxCount].
	Count int64
}

// MaxCount is the largest count that is accepted.
const MaxCount = 1 << 40

// Kind is how a total follows from its parts.
type Kind uint8

// The kinds.
const (
	// Sum is a total that equals the sum of its parts.
	Sum Kind = iota + 1
	// Distinct is a number of different persons (or things), of whom one may be in several parts: at most the sum of the parts,
	// and at least the largest.
	Distinct
)

// Relation says how a total follows from its parts: a row, a column, a step of a hierarchy.
type Relation struct {
	// Name is how errors call it.
	Name  string
	Kind  Kind
	Total Key
	// Parts are at least one, each once.
	Parts []Key
}

// Percentage is a share that would be shown beside the counts. It is withheld where its numerator or denominator is, where its
// numerator is small, and where its denominator is less than the threshold: from a share of a known number follows the other.
// Zero of enough is 0% and shown, as zero is. That nearly all of a denominator are in a numerator is seen only where the rest
// is a cell with a relation.
type Percentage struct {
	Key         Key
	Numerator   Key
	Denominator Key
}

// Tables are the counts of one edition, of any number of tables. Tables that share a cell are linked by it.
type Tables struct {
	Cells       []Cell
	Relations   []Relation
	Percentages []Percentage
}

// Edition is what was published before.
type Edition struct {
	// Name is how links and errors call it; not empty.
	Name string
	// Tables are its counts, also those that were withheld.
	Tables Tables
	// Withheld are the cells that were not shown, as its [Result] said. Others may be taken off: they are then taken as known.
	Withheld map[Key]Reason
}

// Ref is a cell of an edition.
type Ref struct {
	// Edition is the name of an earlier edition, or empty for the new one.
	Edition string
	Key     Key
}

// Link is a relation among cells of several editions: another period or area, of which records overlap.
type Link struct {
	Name  string
	Kind  Kind
	Total Ref
	Parts []Ref
}

// Earlier is all that readers have already.
type Earlier struct {
	// Editions are in the order in which they were published.
	Editions []Edition
	Links    []Link
}

// Reason is why a cell is withheld. It is for those who make a publication: a reader who sees it learns which cells are small.
type Reason uint8

// The reasons.
const (
	// Small is a count of 1 up to the threshold, or a percentage that would tell one.
	Small Reason = iota + 1
	// Restated is a count that differs by 1 up to the threshold from what an earlier edition showed of it: the difference would
	// count the few records that came late. The number shown before stands.
	Restated
	// Complement is a count that would tell another.
	Complement
	// Coarse is a count, small or not, that went with all others of its kind, zeros too, because no choice among them was safe.
	// Of these a publication must not say that zeros are shown.
	Coarse
)

// Result is what not to show of an edition.
type Result struct {
	// Withheld holds the keys of cells and percentages; whatever is not in it can be shown.
	Withheld map[Key]Reason
}
