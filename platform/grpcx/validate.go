package grpcx

import (
	"errors"
	"fmt"

	"buf.build/go/protovalidate"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/dynamicpb"

	"github.com/deschoor/meedoen/platform/fault"
)

// Validate checks msg against the rules in its proto. All violations come at once, in an Invalid fault whose fields
// have paths such as "requests[17].order.amount" and reasons such as STRING_PATTERN. The server does this with
// every request; a handler does it with a resource into which it merged an update.
func Validate(msg proto.Message) error { return violations(msg, protovalidate.Validate(msg)) }

// CheckLinkedRules says which validation rules do not compile of the services that are linked into this program and whose
// package starts with prefix. A server compiles those of a message when it first meets it, for to compile all takes a fifth
// of a start, and most of what is held then is never used; what is linked is the same at each start. A request whose rules
// do not compile is refused.
func CheckLinkedRules(prefix string) error { return compileRules(linked(prefix)) }

// compileRules compiles the validation rules of the requests of services.
func compileRules(services []string) error {
	var problems []error
	for _, name := range services {
		service, err := findService(name)
		if err != nil {
			return err
		}
		for i := range service.Methods().Len() {
			request := service.Methods().Get(i).Input()
			var broken *protovalidate.CompilationError
			if err := protovalidate.Validate(dynamicpb.NewMessage(request)); errors.As(err, &broken) {
				problems = append(problems, fmt.Errorf("validation rules of %s: %w", request.FullName(), err))
			}
		}
	}
	return errors.Join(problems...)
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
