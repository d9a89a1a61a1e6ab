package main

import (
	"encoding/csv"
	"io"
	"strconv"

	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
)

// writeRejections writes what is wrong with a file as a file that a Dutch Excel opens with a double click: UTF-8 with its
// mark, and semicolons.
func writeRejections(out io.Writer, rejections []*activitiesv1.ImportRejection) error {
	if _, err := io.WriteString(out, "\ufeff"); err != nil {
		return err
	}
	w := csv.NewWriter(out)
	w.Comma = ';'
	rows := [][]string{{"Regel", "Kolom", "Reden", "Uitleg"}}
	for _, r := range rejections {
		rows = append(rows, []string{strconv.Itoa(int(r.GetLine())), r.GetColumn(), r.GetReason(), r.GetText()})
	}
	return w.WriteAll(rows)
}
