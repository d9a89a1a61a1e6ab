// Package edition makes what an edition of an account holds: what is frozen with its small numbers, what everybody reads
// without them, and what is different from the edition before.
package edition

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/disclosure"
	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
	"github.com/deschoor/meedoen/services/reporting/internal/domain"
)

// Frozen is what reporting keeps of an edition for itself: the next edition needs the true numbers to know what both tell
// together.
type Frozen struct {
	// Account is the account as its manager saw it, in the full view.
	Account *reportingv1.Account
	// Adding is how the parts of each figure about people make its whole, by indicator.
	Adding map[string]domain.Adding
	// Withheld is what everybody does not read.
	Withheld domain.Withheld
}

// packed is Frozen as it is stored: as text, so that it can be read without this program.
type packed struct {
	Account  json.RawMessage          `json:"account"`
	Adding   map[string]domain.Adding `json:"adding"`
	Withheld []withheld               `json:"withheld"`
}

type withheld struct {
	Indicator string            `json:"indicator"`
	Level     domain.Level      `json:"level"`
	Part      string            `json:"part,omitempty"`
	Other     string            `json:"other,omitempty"`
	Reason    disclosure.Reason `json:"reason"`
}

// maxContent bounds what is unpacked, in bytes: far above any account.
const maxContent = 64 << 20

// Pack answers f as it is stored, compressed. The same content gives the same bytes.
func (f Frozen) Pack() ([]byte, error) {
	account, err := JSON(f.Account)
	if err != nil {
		return nil, err
	}
	p := packed{Account: account, Adding: f.Adding}
	for _, n := range f.Withheld.Sorted() {
		p.Withheld = append(p.Withheld, withheld{n.Indicator, n.Level, n.Part, n.Other, f.Withheld[n]})
	}
	text, err := json.Marshal(p)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	_, err = w.Write(text)
	if err := errors.Join(err, w.Close()); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// Unpack reads what Pack answered.
func Unpack(content []byte) (f Frozen, err error) {
	r, err := gzip.NewReader(bytes.NewReader(content))
	if err != nil {
		return f, fmt.Errorf("frozen content: %w", err)
	}
	text, err := io.ReadAll(io.LimitReader(r, maxContent))
	if err != nil {
		return f, fmt.Errorf("frozen content: %w", err)
	}
	var p packed
	if err := json.Unmarshal(text, &p); err != nil {
		return f, fmt.Errorf("frozen content: %w", err)
	}
	f = Frozen{Adding: p.Adding, Withheld: domain.Withheld{}}
	for _, w := range p.Withheld {
		f.Withheld[domain.Number{Indicator: w.Indicator, Level: w.Level, Part: w.Part, Other: w.Other}] = w.Reason
	}
	f.Account, err = ReadJSON(p.Account)
	return f, err
}

// JSON answers an account as everybody reads it over REST, without a space in it: what is signed is compared byte by byte.
func JSON(a *reportingv1.Account) ([]byte, error) {
	text, err := protojson.MarshalOptions{EmitDefaultValues: true}.Marshal(a)
	if err != nil {
		return nil, fmt.Errorf("encode the account: %w", err)
	}
	var out bytes.Buffer
	err = json.Compact(&out, text)
	return out.Bytes(), err
}

// ReadJSON reads an account. What a later version added to it is left out.
func ReadJSON(text []byte) (*reportingv1.Account, error) {
	a := &reportingv1.Account{}
	if err := (protojson.UnmarshalOptions{DiscardUnknown: true}).Unmarshal(text, a); err != nil {
		return nil, fmt.Errorf("read the account: %w", err)
	}
	return a, nil
}

// Same says whether two accounts say the same: neither how far their events were counted nor which editions there are
// matters, and an earlier year has editions of its own.
func Same(a, b *reportingv1.Account) bool { return proto.Equal(said(a), said(b)) }

// said answers what an account says.
func said(a *reportingv1.Account) *reportingv1.Account {
	a = proto.CloneOf(a)
	a.Published, a.PublishTime, a.AsOf, a.Positions, a.Edition, a.Editions = false, nil, nil, nil, 0, nil
	for _, f := range a.GetFigures() {
		f.EarlierFigures = nil
	}
	return a
}
