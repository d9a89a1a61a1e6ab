package api

import (
	"bytes"
	"strings"

	"google.golang.org/grpc"

	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/resource"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/ddas"
)

// deliveryFields is the class of data that a delivery is, in the processing log: everything that CBS is told of a client.
const deliveryFields = "delivery"

// deliveryPart is how many bytes of a file one message has.
const deliveryPart = 256 << 10

// Deliverer is who delivers to CBS.
type Deliverer struct {
	Organisation ddas.Organisatie
	Supplier     string   // the name of the software with its version
	PerYear      int      // in how many periods of a year is delivered
	Missing      []string // the keys of the configuration without which nothing is delivered
}

// Deliveries answers DeliveryService.
type Deliveries struct {
	debtcounsellingv1.UnimplementedDeliveryServiceServer
	Deps
	Deliverer Deliverer
}

type deliveryStream = grpc.ServerStreamingServer[debtcounsellingv1.StreamDeliveryResponse]

// StreamDelivery answers the delivery of a period, and then what is in it.
func (s *Deliveries) StreamDelivery(req *debtcounsellingv1.StreamDeliveryRequest, stream deliveryStream) error {
	if len(s.Deliverer.Missing) > 0 {
		return fault.New(fault.FailedPrecondition, "DELIVERY_NOT_CONFIGURED", "Who delivers is not configured. Set %s.",
			strings.Join(s.Deliverer.Missing, ", ")).
			With("missing", strings.Join(s.Deliverer.Missing, ","))
	}
	period, err := s.period(req)
	if err != nil {
		return err
	}
	ctx := stream.Context()
	// That a delivery was made is said also where nobody is in it.
	object := "delivery/" + period.Start.String() + "/" + period.Eind.String()
	if err := s.logRead(ctx, deliveryFields, object); err != nil {
		return err
	}
	d := &delivering{Deliveries: s, period: period, summary: &debtcounsellingv1.DeliverySummary{
		StartDate: period.Start.String(), EndDate: period.Eind.String(),
	}, send: func(part []byte) error {
		return stream.Send(&debtcounsellingv1.StreamDeliveryResponse{
			Message: &debtcounsellingv1.StreamDeliveryResponse_Part{Part: part},
		})
	}}
	if err := d.run(ctx); err != nil {
		return err
	}
	return stream.Send(&debtcounsellingv1.StreamDeliveryResponse{
		Message: &debtcounsellingv1.StreamDeliveryResponse_Summary{Summary: d.summary},
	})
}

// period answers the period that is asked for: the last that has passed, where none is.
func (s *Deliveries) period(req *debtcounsellingv1.StreamDeliveryRequest) (ddas.Periode, error) {
	var d resource.Dates
	p := ddas.Periode{Start: d.Read("start_date", req.GetStartDate()), Eind: d.Read("end_date", req.GetEndDate())}
	if err := fault.Violations(d.Broken); err != nil {
		return p, err
	}
	var broken []fault.Field
	say := func(path, reason, text string) {
		broken = append(broken, fault.Field{Path: path, Reason: reason, Text: text})
	}
	switch {
	case p == ddas.Periode{}:
		return ddas.Afgelopen(s.today(), s.Deliverer.PerYear), nil
	case p.Start.IsZero():
		say("start_date", "START_DATE_MISSING", "A period has both its dates.")
	case p.Eind.IsZero():
		say("end_date", "END_DATE_MISSING", "A period has both its dates.")
	case p.Eind.Before(p.Start):
		say("end_date", "LAST_BEFORE_FIRST", "The last date is before the first.")
	}
	if p.Start.After(s.today()) {
		say("start_date", "PERIOD_IN_FUTURE", "The period has not begun yet.")
	}
	return p, fault.Violations(broken)
}

// sendParts sends what a buffer has, in messages that gRPC takes, and empties it.
func sendParts(text *bytes.Buffer, send func([]byte) error) error {
	for text.Len() > 0 {
		if err := send(bytes.Clone(text.Next(deliveryPart))); err != nil {
			return err
		}
	}
	text.Reset()
	return nil
}
