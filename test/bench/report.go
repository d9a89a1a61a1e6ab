package main

import (
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/deschoor/meedoen/test/bench/measure"
)

// report is what a run found.
type report struct {
	options
	machine
	results []result
}

func newReport(o options, m machine, results []result) report { return report{o, m, results} }

// write prints all tables, and puts them into the file that was asked for, in the place of those that are there.
func (r report) write(out io.Writer) error {
	old, err := r.before()
	if err != nil {
		return err
	}
	tables := r.tables(old)
	for _, t := range tables {
		fmt.Fprintf(out, "\n%s\n", t.text)
	}
	if r.out == "" {
		return nil
	}
	return os.WriteFile(r.out, []byte(put(old, tables)), 0o644)
}

// before answers the text that is there already; none where the file is not there.
func (r report) before() (string, error) {
	if r.out == "" {
		return "", nil
	}
	text, err := os.ReadFile(r.out)
	if os.IsNotExist(err) {
		return "", nil
	}
	return string(text), err
}

// tables answers all tables of the run. The goals of comparisons that did not run stay as they were in old.
func (r report) tables(old string) []table {
	list := []table{{"machine", r.about()}, {"goals", r.goals(old)}}
	for _, one := range r.results {
		list = append(list, table{one.name, r.table(one)})
	}
	return list
}

// about answers what machine and commit it was.
func (r report) about() string {
	state := "as committed"
	if !r.clean {
		state = "with changes that are not committed"
	}
	rows := [][2]string{
		{"Processor", fmt.Sprintf("%s, %d cores, with callers on the same machine", r.processor, r.cores)},
		{"Memory", r.memory}, {"Kernel", r.kernel}, {"Go", r.goVersion},
		{"Disk", r.disk + " syncs a second of 4 KiB"},
		{"Commit", r.commit + ", " + state},
		{"Measured", fmt.Sprintf("%s, %d rounds of %s for each side, after one to warm up", r.date, r.rounds, r.turn)},
	}
	var text strings.Builder
	text.WriteString("| | |\n|---|---|\n")
	for _, row := range rows {
		fmt.Fprintf(&text, "| %s | %s |\n", row[0], row[1])
	}
	return text.String()
}

// goalsHead is the head of the table of goals.
const goalsHead = "| what | goal | measured | reached | first side | last side |\n|---|---|---|---|---|---|\n"

// goals answers the table of goals, of all comparisons in their order.
func (r report) goals(old string) string {
	rows := rowsOf(find(old, "goals"))
	for _, one := range r.results {
		maps.DeleteFunc(rows, func(key, _ string) bool { return key == one.name || strings.HasPrefix(key, one.name+": ") })
		maps.Copy(rows, one.goalRows())
	}
	var text strings.Builder
	text.WriteString(goalsHead)
	for _, c := range comparisons() {
		for _, key := range c.goalKeys() {
			if row, there := rows[key]; there {
				text.WriteString(row + "\n")
			}
		}
	}
	return text.String()
}

// goalKeys answers the first cells of the goals of a comparison.
func (c comparison) goalKeys() (keys []string) {
	if c.goal > 0 {
		keys = append(keys, c.name)
	}
	for _, figure := range slices.Sorted(maps.Keys(c.most)) {
		keys = append(keys, c.name+": "+figure)
	}
	return keys
}

// goalRows answers the rows of the goals of a comparison, by their first cells.
func (r result) goalRows() map[string]string {
	rows := map[string]string{}
	side := func(i int) string { return fmt.Sprintf("%s %s %s/s", r.names[i], round(r.rate(i)), r.unit) }
	if r.goal > 0 {
		ratio := r.ratio(r.last())
		rows[r.name] = fmt.Sprintf("| %s | %s × | %s × | %s | %s | %s |",
			r.name, round(r.goal), round(ratio), yes(ratio >= r.goal), side(0), side(r.last()))
	}
	for figure, most := range r.most {
		key, is := r.name+": "+figure, r.figure(r.last(), figure)
		rows[key] = fmt.Sprintf("| %s | at most %s | %s | %s | %s | %s |",
			key, round(most), round(is), yes(is <= most), side(0), side(r.last()))
	}
	return rows
}

func yes(is bool) string {
	if is {
		return "yes"
	}
	return "no"
}

// table answers the table of one comparison: a row for each side, with medians of its turns.
func (r report) table(one result) string {
	var figures []string
	for side := range one.turns {
		for _, turn := range one.turns[side] {
			figures = slices.AppendSeq(figures, maps.Keys(turn.Figures))
		}
	}
	slices.Sort(figures)
	figures = slices.Compact(figures)
	var text strings.Builder
	fmt.Fprintf(&text, "%s\n\n| side | %s/s | ratio | of rounds |", one.about, one.unit)
	for _, name := range figures {
		fmt.Fprintf(&text, " %s |", name)
	}
	text.WriteString("\n|---" + strings.Repeat("|--:", 3+len(figures)) + "|\n")
	for side, name := range one.names {
		low, high := spread(one, side)
		fmt.Fprintf(&text, "| %s | %s | %s | %s to %s |", name,
			round(one.rate(side)), round(one.ratio(side)), round(low), round(high))
		for _, figure := range figures {
			fmt.Fprintf(&text, " %s |", one.cell(side, figure))
		}
		text.WriteString("\n")
	}
	fmt.Fprintf(&text, "\nCommit %s, %s, %d rounds of %s.\n", r.commit, r.date, r.rounds, r.turn)
	return text.String()
}

// cell answers the median of a figure, or nothing where the side has none.
func (r result) cell(side int, figure string) string {
	if !slices.ContainsFunc(r.turns[side], func(t measure.Turn) bool { _, has := t.Figures[figure]; return has }) {
		return ""
	}
	return round(r.figure(side, figure))
}

// spread answers the lowest and the highest ratio of a side to the first in one and the same round.
func spread(r result, side int) (low, high float64) {
	ratios := ratios(r.turns[0], r.turns[side])
	return slices.Min(ratios), slices.Max(ratios)
}

// ratios answers the ratio of the rates of each round.
func ratios(first, second []measure.Turn) []float64 {
	list := make([]float64, len(first))
	for i := range first {
		list[i] = second[i].Rate() / first[i].Rate()
	}
	return list
}
