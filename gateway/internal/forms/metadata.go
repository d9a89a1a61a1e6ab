package forms

import (
	"encoding/json"
	"fmt"
	"time"
)

// Metadata answers what the CSV at url, relative to it, says: CSV on the Web (W3C, Metadata Vocabulary for Tabular Data).
func (d *Document) Metadata(url string) ([]byte, error) {
	var columns []map[string]any
	for _, c := range d.columns() {
		columns = append(columns, map[string]any{
			"name": c.name, "titles": []string{c.name, c.title}, "datatype": c.datatype, "dc:description": c.about,
		})
	}
	m := d.described()
	m["@context"] = []any{"http://www.w3.org/ns/csvw", map[string]string{"@language": "nl"}}
	m["url"] = url
	m["dialect"] = map[string]any{
		"encoding": "utf-8", "delimiter": ",", "quoteChar": `"`, "doubleQuote": true, "header": true,
		"lineTerminators": []string{"\r\n"},
	}
	m["tableSchema"] = map[string]any{"columns": columns}
	body, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("write what the CSV says: %w", err)
	}
	return append(body, '\n'), nil
}

// described answers what is known of the whole, in the words of Dublin Core, schema.org and DCAT.
func (d *Document) described() map[string]any {
	m := map[string]any{
		"dc:title": d.title(), "dc:description": d.description(), "dc:language": "nl",
		"dc:publisher":   map[string]any{"schema:name": map[string]string{"@value": d.about.Publisher}},
		"dc:temporal":    fmt.Sprintf("%d-01-01/%d-12-31", d.account.GetYear(), d.account.GetYear()),
		"schema:version": d.version(),
	}
	if d.about.Licence != "" {
		m["dc:license"] = map[string]string{"@id": d.about.Licence}
	}
	if at := d.issued(); at != nil {
		m["dc:issued"] = instant(*at)
	}
	if at := d.asOf(); at != nil {
		m["dc:modified"] = instant(*at)
	}
	if sum := d.edition.GetFingerprint(); sum != "" {
		m["dc:identifier"] = "sha256:" + sum
	}
	if reason := d.edition.GetReason(); reason != "" {
		m["schema:releaseNotes"] = reason
	}
	return m
}

func instant(at time.Time) map[string]string {
	return map[string]string{"@value": at.UTC().Format(time.RFC3339), "@type": "xsd:dateTime"}
}

// description says in a few sentences what the figures are, and what a reader must know before using them.
func (d *Document) description() string {
	text := fmt.Sprintf("De cijfers van %s over %d, zoals geregistreerd, met hun uitsplitsingen. %s %s",
		d.about.Publisher, d.account.GetYear(), withheldText, distinctText)
	if d.edition == nil {
		text = "Concept: de stand van nu, met kleine aantallen. Niet openbaar. " + text
	}
	if d.about.Notice != "" {
		text += " " + d.about.Notice
	}
	return text
}
