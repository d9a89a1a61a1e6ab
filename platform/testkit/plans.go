package testkit

import (
	"io/fs"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/sqldb"
)

// Plans is how SQLite does the statements of a service. None may read a whole table, nor sort all that it finds for one page: that
// takes longer with everything that is kept. Nobody counts rows for SQLite (ANALYZE), so its plans in an empty database are
// those of one that is full.
type Plans struct {
	// Migrations of the service.
	Migrations fs.FS
	// Folder is where the sources of the service are.
	Folder string
	// Small says why a table stays small, or what an index has rows of, by its name: all of it may be read.
	Small map[string]string
	// Fine says why a statement may read or sort so much all the same, by its name.
	Fine map[string]string
	// Composed says of what a statement is put together, by its name, where its place in the source does not tell the whole of it:
	// nobody looks at its plan.
	Composed map[string]string
}

// Check fails for each statement whose plan is bad and that has no reason for it, and for each reason that nobody needs.
func (p Plans) Check(t testing.TB) {
	t.Helper()
	found := statementsIn(t, p.Folder)
	require.NotEmpty(t, found, "statements in %s", p.Folder)
	c := checking{Plans: p, db: SQLite().Open(t, p.Migrations), used: map[string]bool{}}
	for _, s := range found {
		c.statement(t, s)
	}
	for list, reasons := range map[string]map[string]string{"Small": p.Small, "Fine": p.Fine, "Composed": p.Composed} {
		for name := range reasons {
			if !c.used[list+name] {
				t.Errorf("%s needs no reason any more: take it from %s", name, list)
			}
		}
	}
}

// checking is a check that goes on.
type checking struct {
	Plans
	db   *sqldb.DB
	used map[string]bool // the reasons that were needed, by list and name
}

func (c checking) statement(t testing.TB, s statement) {
	t.Helper()
	texts := s.whole()
	if len(texts) == 0 {
		c.need(t, "Composed", s, "what it says is not known before it runs")
	}
	for _, text := range texts {
		plan, err := planOf(t, c.db, text)
		switch list := "Fine"; {
		case err != nil:
			c.need(t, "Composed", s, err.Error())
			return
		case c.isBad(plan, limit.MatchString(text)):
			if c.Composed[s.name] != "" {
				list = "Composed"
			}
			c.need(t, list, s, "it reads or sorts too much:\n  "+strings.Join(plan, "\n  "))
			return
		}
	}
}

// need fails where a list has no reason for what is wrong with a statement.
func (c checking) need(t testing.TB, list string, s statement, wrong string) {
	t.Helper()
	c.used[list+s.name] = true
	if map[string]map[string]string{"Fine": c.Fine, "Composed": c.Composed}[list][s.name] == "" {
		t.Errorf("%s: %s has no reason in %s: %s", s.at, s.name, list, wrong)
	}
}

// row is the columns of the rows that stand where a statement has "VALUES %s".
var row = regexp.MustCompile(`\(([^()]*)\)\s+(?:IN \()?VALUES %s`)

// whole answers the texts that run for a statement; there are none where it is not known. A list is of one value and of as many as
// sqldb.Rows gives at once: of many SQLite may think that a scan is cheaper.
func (s statement) whole() []string {
	switch n := strings.Count(s.text, "%s"); {
	case s.text == "" || n > 1:
		return nil
	case n == 0:
		return []string{s.text}
	case strings.Contains(s.text, "(%s)"):
		return []string{strings.Replace(s.text, "%s", "?", 1), strings.Replace(s.text, "%s", list(512), 1)}
	}
	columns := row.FindStringSubmatch(s.text)
	if columns == nil {
		return nil
	}
	one := "(" + list(1+strings.Count(columns[1], ",")) + ")"
	if strings.Contains(s.text, "INSERT INTO") {
		// For more rows the plan also says how children would be found by keys that are broken, which it does for none.
		return []string{strings.Replace(s.text, "%s", one, 1)}
	}
	return []string{strings.Replace(s.text, "%s", one, 1), strings.Replace(s.text, "%s", one+", "+one, 1)}
}

func list(n int) string { return strings.Repeat("?, ", n-1) + "?" }

// parameter is one of a statement: all that are called the same are one, and each "?" is another.
var parameter = regexp.MustCompile(`\$\d+|\?`)

func planOf(t testing.TB, db *sqldb.DB, text string) (plan []string, err error) {
	var args []any
	known := map[string]bool{"?": false}
	for _, name := range parameter.FindAllString(text, -1) {
		if !known[name] {
			args, known[name] = append(args, nil), name != "?"
		}
	}
	rows, err := db.Read().QueryContext(t.Context(), "EXPLAIN QUERY PLAN "+text, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var id, parent, unused int
		var step string
		require.NoError(t, rows.Scan(&id, &parent, &unused, &step))
		plan = append(plan, step)
	}
	return plan, rows.Err()
}

var (
	limit = regexp.MustCompile(`\bLIMIT\b`)
	// read is a step that reads all of something: a table, an index of it, what is made into an index for this one time, or what has
	// the least or the most of something, where no index says.
	read = regexp.MustCompile(`^(?:SCAN (\S+)(?: EXISTS)?(?: USING (?:COVERING )?INDEX (\S+))?|SEARCH (\S+)(?: .*\bAUTOMATIC\b.*|$))`)
	// made is a step that makes what is no table.
	made = regexp.MustCompile(`^(?:MATERIALIZE|CO-ROUTINE) (\S+)`)
	// values are rows that stand in the statement itself.
	values = regexp.MustCompile(`^SCAN (CONSTANT ROW|\d+ CONSTANT ROWS|\d+-ROW VALUES CLAUSE)$`)
)

// isBad tells whether a plan reads a whole table that is not small, or sorts all for one page.
func (c checking) isBad(plan []string, limited bool) bool {
	bad, own := false, map[string]bool{}
	for _, step := range plan {
		if name := made.FindStringSubmatch(step); name != nil {
			own[name[1]] = true
		}
	}
	for _, step := range plan {
		if limited && strings.HasPrefix(step, "USE TEMP B-TREE") {
			bad = true
		}
		if name := read.FindStringSubmatch(step); name != nil && !values.MatchString(step) {
			bad = !own[name[1]] && !own[name[3]] && !c.isSmall(name[1]) && !c.isSmall(name[2]) && !c.isSmall(name[3]) || bad
		}
	}
	return bad
}

func (c checking) isSmall(name string) bool {
	c.used["Small"+name] = c.Small[name] != "" || c.used["Small"+name]
	return c.Small[name] != ""
}
