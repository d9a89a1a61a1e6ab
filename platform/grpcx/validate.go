package grpcx

import (
	"errors"
	"fmt"

	"buf.build/go/protovalidate"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/dynamicpb"

	"github.com/deschoor/meedoen/platform/fault"
)

// Validate checks msg against the rules in its proto. All violations come at once, in an Invalid fault whose fields
// have paths such as "requests[17].order.amount" and reasons such as STRING_PATTERN. The server does this with
// every request; a handler does it with a resource into which it merged an update.
func Validate(msg proto.Message) error { return violations(msg, protovalidate.Validate(msg)) }

// newValidator answers a validator for the requests of services, its rules compiled. A rule that does not compile is an
// error now, at start, rather than in the middle of a request.
func newValidator(services []string) (protovalidate.Validator, error) {
	var requests []protoreflect.MessageDescriptor
	for _, name := range services {
		service, err := findService(name)
		if err != nil {
			return nil, err
		}
		for i := range service.Methods().Len() {
			requests = append(requests, service.Methods().Get(i).Input())
		}
	}
	// Without lazy compilation the validator only reads, and needs no lock.
	validator, err := protovalidate.New(
		protovalidate.WithMessageDescriptors(requests...), protovalidate.WithDisableLazy())
	if err != nil {
		return nil, fmt.Errorf("make validator: %w", err)
	}
	var problems []error
	for _, request := range requests {
		var broken *protovalidate.CompilationError
		if err := validator.Validate(dynamicpb.NewMessage(request)); errors.As(err, &broken) {
			problems = append(problems, fmt.Errorf("validation rules of %s: %w", request.FullName(), err))
		}
	}
	return validator, errors.Join(problems...)
}

// violations answers what is wrong with msg as a fault: err of a validator, and the texts that cannot be stored.
func violations(msg proto.Message, err error) error {
	fields := unstorable(msg)
	var invalid *protovalidate.ValidationError
	if err != nil && !errors.As(err, &invalid) {
		return fmt.Errorf("validate: %w", err)
	}
	if invalid == nil {
		return fault.Violations(fields)
	}
	for _, v := range invalid.Violations {
		fields = append(fields, fault.Field{
			Path:   protovalidate.FieldPathString(v.Proto.GetField()),
			Reason: reasonOf(v.Proto.GetRuleId()),
			Text:   textOf(v),
		})
	}
	return fault.Violations(fields)
}
