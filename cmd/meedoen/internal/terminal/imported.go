package terminal

import (
	"fmt"
	"strings"

	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
)

// shownRejections is how many violations a person reads before mending the file.
const shownRejections = 50

// Imported tells what became of a file, with the first violations. Name is that of the file.
func Imported(name string, i *activitiesv1.Import, look Look) string {
	var b strings.Builder
	rejections := i.GetRejections()
	for _, r := range rejections[:min(len(rejections), shownRejections)] {
		place := fmt.Sprintf("Regel %s", number(int(r.GetLine())))
		if r.GetColumn() != "" {
			place += ", " + r.GetColumn()
		}
		fmt.Fprintf(&b, "%s: %s %s\n", look.paint(bold, place), r.GetText(), look.paint(faint, r.GetReason()))
	}
	if more := len(rejections) - shownRejections; more > 0 {
		fmt.Fprintf(&b, "En nog %s. Met --errors BESTAND komen ze allemaal in een bestand.\n", number(more))
	}
	if len(rejections) > 0 {
		b.WriteString("\n")
	}
	if letters := i.GetIgnoredColumns(); len(letters) > 0 {
		fmt.Fprintf(&b, "Overgeslagen, want de naam zegt hier niets: %s %s.\n", columns(len(letters)), strings.Join(letters, ", "))
	}
	fmt.Fprintf(&b, "%s: %s.\n", name, strings.Join(became(i), ", "))
	return b.String()
}

func columns(n int) string {
	if n == 1 {
		return "kolom"
	}
	return "kolommen"
}

// became answers the counts of an import as Dutch phrases.
func became(i *activitiesv1.Import) []string {
	list := []string{number(int(i.GetRowsRead())) + " regels gelezen"}
	if i.GetRowsRead() == 1 {
		list = []string{"1 regel gelezen"}
	}
	switch i.GetOutcome() {
	case activitiesv1.ImportOutcome_IMPORT_OUTCOME_RECORDED:
		list = append(list, number(int(i.GetRowsRecorded()))+" vastgelegd", number(int(i.GetRowsKnown()))+" al bekend")
	case activitiesv1.ImportOutcome_IMPORT_OUTCOME_VALIDATED:
		list = append(list, "niets vastgelegd, want dit was een controle")
	default:
		list = append(list, "niets vastgelegd")
	}
	if absent := i.GetRowsAbsent(); absent > 0 {
		list = append(list, number(int(absent))+" afwezig")
	}
	if bad := i.GetRowsRejected(); bad > 0 {
		list = append(list, number(int(bad))+" niet goed")
	}
	return list
}
