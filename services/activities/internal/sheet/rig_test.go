package sheet_test

import (
	"fmt"

	"github.com/deschoor/meedoen/services/activities/internal/sheet"
)

// told answers problems as the tests write them: reason, line and column.
func told(problems []sheet.Problem) (list []string) {
	for _, p := range problems {
		list = append(list, fmt.Sprintf("%s %d %s", p.Reason, p.Line, p.Column))
	}
	return list
}
