package ddas

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
)

// Writer writes a delivery as it goes, so that it takes the memory of one trajectory.
type Writer struct {
	to           io.Writer
	organisation Organisatie
	leveringen   int
	trajecten    int // of the levering that is open
}

// NewWriter begins a delivery.
func NewWriter(to io.Writer, kop Kop, by Organisatie) (*Writer, error) {
	head, err := encode(kop)
	if err != nil {
		return nil, err
	}
	w := &Writer{to: to, organisation: by}
	return w, w.write(bytes.TrimSuffix(head, []byte("}")), []byte(`,"leveringen":[`))
}

// Levering begins the part of the next municipality that is responsible.
func (w *Writer) Levering() error {
	organisation, err := encode(w.organisation)
	if err != nil {
		return err
	}
	if w.leveringen > 0 {
		err = w.write([]byte("]},"))
	}
	w.leveringen, w.trajecten = w.leveringen+1, 0
	teller, wrong := encode(w.leveringen)
	return errors.Join(err, wrong, w.write([]byte("\n"+`{"teller":`), teller, []byte(`,"aanleverende_organisatie":`), organisation,
		[]byte(`,"schuldhulptrajecten":[`)))
}

// Traject writes a trajectory of the levering that was begun.
func (w *Writer) Traject(t Traject) error {
	text, err := encode(t)
	if err != nil {
		return err
	}
	between := []byte("\n")
	if w.trajecten > 0 {
		between = []byte(",\n")
	}
	w.trajecten++
	return w.write(between, text)
}

// Close ends the delivery. One in which nothing is has an empty levering: the model wants one.
func (w *Writer) Close() error {
	if w.leveringen == 0 {
		if err := w.Levering(); err != nil {
			return err
		}
	}
	return w.write([]byte("]}]}\n"))
}

func (w *Writer) write(texts ...[]byte) error {
	for _, text := range texts {
		if _, err := w.to.Write(text); err != nil {
			return err
		}
	}
	return nil
}

// encode answers a value as JSON in UTF-8, with nothing in it escaped that need not be.
func encode(value any) ([]byte, error) {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(value)
	return bytes.TrimSuffix(text.Bytes(), []byte("\n")), err
}
