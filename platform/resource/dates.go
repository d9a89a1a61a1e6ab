package resource

import (
	"time"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
)

// Dates reads the dates of one request and collects those that do not exist.
type Dates struct{ Broken []fault.Field }

// Read answers the date in text, or none for "" and for what is no date.
func (d *Dates) Read(path, text string) civil.Date {
	if text == "" {
		return civil.Date{}
	}
	date, err := civil.ParseDate(text)
	if err != nil {
		d.Broken = append(d.Broken, fault.Field{
			Path: path, Reason: "DATE_INVALID", Text: "This is not an existing date, written as YYYY-MM-DD.",
		})
	}
	return date
}

// Optional answers a date that may be absent.
func Optional(d civil.Date) *string {
	if d.IsZero() {
		return nil
	}
	return proto.String(d.String())
}

// OptionalTime answers an instant that may be absent.
func OptionalTime(t time.Time) *timestamppb.Timestamp {
	if t.IsZero() {
		return nil
	}
	return timestamppb.New(t)
}
