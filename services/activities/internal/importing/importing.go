// Package importing turns the rows of a spreadsheet into records. A kind of record is a description: its columns, and how
// a cell of each is read. What a record must meet beyond that are the rules of the domain, told per row and in Dutch.
package importing

import (
	"slices"

	"github.com/deschoor/meedoen/platform/areas"
	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/services/activities/internal/domain"
	"github.com/deschoor/meedoen/services/activities/internal/sheet"
)

// Kind is a kind of record that a file holds one of in each row.
type Kind[R any] struct {
	// Name is that of the kind in the contract: "head_counts".
	Name string
	// Columns are those that a file must have.
	Columns []Column[R]
	// Check completes a record with what follows from the rest of it, and answers every rule of the domain it breaks, by field.
	Check func(*R, Surroundings) []fault.Field
	// Date answers the day that a record is about.
	Date func(R) civil.Date
	// Content answers what tells a record from every other: all that stood in its row. Nil where a record is known by what it
	// refers to, as attendance is.
	Content func(R) []string
}

// Column is one column of a kind.
type Column[R any] struct {
	sheet.Column
	// Field is what the rules of the domain call it.
	Field string
	// Read reads a cell that is not empty into a record, and answers the reason where it cannot be read.
	Read func(cell string, names *Names, into *R) (reason string)
}

// Surroundings are what records are judged by.
type Surroundings struct {
	Names    *Names
	Today    civil.Date // where the organisation works
	Areas    areas.Register
	MaxCount int64 // the largest count that is believed
	MaxGroup int64 // the largest group of a contact that is believed
	// PastYears says that the caller may record what is from before this year.
	PastYears bool
}

// Record is a row that can be recorded.
type Record[R any] struct {
	Value R
	// Line is where in the file the row begins, from 1.
	Line int
	// Key is the same for the same row in every file, and another for every other row; a UUID.
	Key string
	// Hash is that of what the row says.
	Hash []byte
}

// Judged is what became of the rows of a file.
type Judged[R any] struct {
	Records []Record[R]
	// Rejected is how many rows are bad.
	Rejected int
	// Problems are what is wrong with them, by line.
	Problems []sheet.Problem
}

// SheetColumns answers the columns as they are looked for in a file.
func (k Kind[R]) SheetColumns() []sheet.Column {
	columns := make([]sheet.Column, len(k.Columns))
	for i, c := range k.Columns {
		columns[i] = c.Column
	}
	return columns
}

// Judge reads every row and answers the records, and everything that is wrong with the other rows.
func (k Kind[R]) Judge(s sheet.Sheet, around Surroundings) Judged[R] {
	judged := Judged[R]{
		Records: make([]Record[R], 0, len(s.Rows)), Rejected: len(s.Misshapen), Problems: slices.Clone(s.Misshapen),
	}
	keys := newKeys(k.Name)
	for _, row := range s.Rows {
		value, problems := k.read(row, around)
		if len(problems) > 0 {
			judged.Rejected++
			judged.Problems = append(judged.Problems, problems...)
			continue
		}
		record := Record[R]{Value: value, Line: row.Line}
		if k.Content != nil {
			record.Key, record.Hash = keys.next(k.Content(value))
		}
		judged.Records = append(judged.Records, record)
	}
	judged.sort()
	return judged
}

func (j *Judged[R]) sort() {
	slices.SortStableFunc(j.Problems, func(a, b sheet.Problem) int { return a.Line - b.Line })
}

// Refine judges the records again, by what is known of them only once all rows are read: broken completes a record and
// answers every rule it breaks.
func (k Kind[R]) Refine(judged Judged[R], broken func(*R) []fault.Field) Judged[R] {
	refined := Judged[R]{
		Records: make([]Record[R], 0, len(judged.Records)), Rejected: judged.Rejected, Problems: slices.Clone(judged.Problems),
	}
	for _, record := range judged.Records {
		fields := broken(&record.Value)
		if len(fields) == 0 {
			refined.Records = append(refined.Records, record)
			continue
		}
		refined.Rejected++
		for _, f := range fields {
			refined.Problems = append(refined.Problems, k.problem(record.Line, f))
		}
	}
	refined.sort()
	return refined
}

func (k Kind[R]) problem(line int, f fault.Field) sheet.Problem {
	return sheet.Problem{Line: line, Column: k.column(f.Path), Reason: f.Reason, Text: text(f.Reason)}
}

// read answers the record of a row and everything that is wrong with it. Of a cell that cannot be read only that is told.
func (k Kind[R]) read(row sheet.Row, around Surroundings) (record R, problems []sheet.Problem) {
	unread := map[string]bool{}
	for i, c := range k.Columns {
		reason := ""
		if cell := row.Cells[i]; cell != "" {
			reason = c.Read(cell, around.Names, &record)
		} else if !c.Optional {
			reason = reasonEmpty
		}
		if reason != "" {
			unread[c.Field] = true
			problems = append(problems, sheet.Problem{Line: row.Line, Column: c.Name, Reason: reason, Text: text(reason)})
		}
	}
	for _, f := range k.rules(&record, around) {
		if !unread[f.Path] {
			problems = append(problems, k.problem(row.Line, f))
		}
	}
	return record, problems
}

func (k Kind[R]) rules(record *R, around Surroundings) []fault.Field {
	broken := k.Check(record, around)
	if date := k.Date(*record); !around.PastYears && date.Year < around.Today.Year {
		broken = append(broken, fault.Field{Path: fieldDate, Reason: reasonPastYear})
	}
	return broken
}

// column answers what the column of a field is called.
func (k Kind[R]) column(field string) string {
	for _, c := range k.Columns {
		if c.Field == field {
			return c.Name
		}
	}
	return ""
}

// fieldDate is what the rules of every kind call the day it is about.
const fieldDate = "date"

// location and programme answer what a record refers to, nil where there is none.
func (s Surroundings) location(id string) *domain.Location   { return s.Names.locations.byID[id] }
func (s Surroundings) programme(id string) *domain.Programme { return s.Names.programmes.byID[id] }
