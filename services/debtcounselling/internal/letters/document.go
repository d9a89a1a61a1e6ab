package letters

import (
	"time"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/pdf"
)

// language is that of the documents.
const language = "nl-NL"

// Sender is in whose name a document is written.
type Sender struct {
	Name    string
	Place   string
	Contact string // how a client reaches the organisation; may be empty
}

// document begins a document of a date under its title.
func document(title string, by Sender, date civil.Date) (*pdf.Document, error) {
	d, err := pdf.New(pdf.Meta{Title: title, Author: by.Name, Language: language, Date: civil.Time{}.On(date, time.UTC)})
	if err == nil {
		d.Title(title)
	}
	return d, err
}
