package grpcx

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"

	optionsv1 "github.com/deschoor/meedoen/proto/meedoen/options/v1"
)

// anyRole stands for every caller with a valid token.
const anyRole = "*"

// AccessRule says who may call one method.
type AccessRule struct {
	// Method is its full name, "/package.Service/Method".
	Method string
	// Open lets callers in without a token. A token that is sent must still be valid.
	Open bool
	// Roles are those that may call it; only "*" stands for any valid token.
	Roles []string
	// Activity names the processing of personal data the method is, "" where there is none.
	Activity string
	// DataSubject is the field with the pseudonym of whom the data is about.
	DataSubject string
	// Exempt says why no token is looked at, for the few methods of gRPC itself that carry no option.
	Exempt string
}

// AccessTable is who may call what, services in the order of their names. What it does not name nobody may call.
type AccessTable []AccessRule

// exempt names the services that stand outside the options, for they are not ours to write options into, and why each
// may.
func exempt(service protoreflect.FullName) string {
	switch service {
	case "grpc.health.v1.Health":
		return "load balancers ask before any identity provider is up, and the answer holds no data"
	case "grpc.reflection.v1.ServerReflection", "grpc.reflection.v1alpha.ServerReflection":
		return "served only where configuration turns it on, and it tells what the published protos tell"
	}
	return ""
}

// LinkedAccess answers who may call the services that are linked into this program and whose package starts with
// prefix, served or not. It is the table as documentation; the error names every method without a usable option.
func LinkedAccess(prefix string) (AccessTable, error) { return accessTo(linked(prefix), nil) }

// linked answers the services that are linked into this program and whose package starts with prefix.
func linked(prefix string) (names []string) {
	protoregistry.GlobalFiles.RangeFiles(func(file protoreflect.FileDescriptor) bool {
		for i := range file.Services().Len() {
			if name := string(file.Services().Get(i).FullName()); strings.HasPrefix(name, prefix) {
				names = append(names, name)
			}
		}
		return true
	})
	return names
}

// accessTo reads the options of every method of services. For methods without one, given says who may call them.
func accessTo(services []string, given AccessTable) (AccessTable, error) {
	var table AccessTable
	var problems []error
	slices.Sort(services)
	for _, name := range services {
		service, err := findService(name)
		if err != nil {
			problems = append(problems, err)
			continue
		}
		for i := range service.Methods().Len() {
			rule, err := ruleOf(service.Methods().Get(i), given)
			if err != nil {
				problems = append(problems, err)
			}
			table = append(table, rule)
		}
	}
	if err := errors.Join(problems...); err != nil {
		return nil, fmt.Errorf("access to methods: %w", err)
	}
	return table, nil
}

func findService(name string) (protoreflect.ServiceDescriptor, error) {
	found, err := protoregistry.GlobalFiles.FindDescriptorByName(protoreflect.FullName(name))
	service, ok := found.(protoreflect.ServiceDescriptor)
	if err != nil || !ok {
		return nil, fmt.Errorf("%s: no descriptor of this service is linked in", name)
	}
	return service, nil
}

func ruleOf(method protoreflect.MethodDescriptor, given AccessTable) (AccessRule, error) {
	service := method.Parent().FullName()
	rule := AccessRule{Method: fmt.Sprintf("/%s/%s", service, method.Name()), Exempt: exempt(service)}
	if rule.Exempt != "" {
		return rule, nil
	}
	options := method.Options()
	at := slices.IndexFunc(given, func(r AccessRule) bool { return r.Method == rule.Method })
	switch has := proto.HasExtension(options, optionsv1.E_Access); {
	case has && at >= 0:
		return rule, fmt.Errorf("%s: its access option says who may call it, and nobody else may", rule.Method)
	case has:
		access := proto.GetExtension(options, optionsv1.E_Access).(*optionsv1.Access)
		rule.Open, rule.Roles = access.GetOpen(), access.GetRoles()
		processing := proto.GetExtension(options, optionsv1.E_Processing).(*optionsv1.Processing)
		rule.Activity, rule.DataSubject = processing.GetActivity(), processing.GetDataSubject()
	case at >= 0:
		rule.Open, rule.Roles = given[at].Open, given[at].Roles
	default:
		return rule, fmt.Errorf("%s: no access option says who may call it", rule.Method)
	}
	return rule, rule.check()
}

func (r AccessRule) check() error {
	switch {
	case r.Open == (len(r.Roles) > 0):
		return fmt.Errorf("%s: the access option says neither or both of open and roles", r.Method)
	case slices.Contains(r.Roles, "") || (slices.Contains(r.Roles, anyRole) && len(r.Roles) > 1):
		return fmt.Errorf(`%s: an access role is empty, or stands beside "*"`, r.Method)
	}
	return nil
}

// String answers the table in Markdown.
func (t AccessTable) String() string {
	var b strings.Builder
	b.WriteString("| method | who may call it | processing of personal data |\n|---|---|---|\n")
	for _, rule := range t {
		fmt.Fprintf(&b, "| %s | %s | %s |\n", rule.Method, rule.who(), rule.processing())
	}
	return b.String()
}

func (r AccessRule) who() string {
	switch {
	case r.Exempt != "":
		return "everybody: " + r.Exempt
	case r.Open:
		return "everybody"
	case r.Roles[0] == anyRole:
		return "any valid token"
	}
	return strings.Join(r.Roles, ", ")
}

func (r AccessRule) processing() string {
	if r.DataSubject == "" {
		return r.Activity
	}
	return r.Activity + ", about " + r.DataSubject
}
