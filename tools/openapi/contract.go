package main

import (
	"fmt"
	"os"
	"strings"

	"buf.build/gen/go/bufbuild/protovalidate/protocolbuffers/go/buf/validate"
	"google.golang.org/genproto/googleapis/api/annotations"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protodesc"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"
	"google.golang.org/protobuf/types/descriptorpb"
	"google.golang.org/protobuf/types/dynamicpb"
)

// accessOption names who may call a method; the message is read by reflection, so that this tool does not need the code
// that is generated from the same protos.
const accessOption protoreflect.FullName = "meedoen.options.v1.access"

// contract is what the protos say.
type contract struct {
	files   *protoregistry.Files
	methods map[string]protoreflect.MethodDescriptor // by "get /v1/books/{id}"; those that REST has
	named   map[protoreflect.Name]int                // how many of them have a name
	access  protoreflect.ExtensionType
}

func readImage(path string) (*contract, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read: %w", err)
	}
	set := &descriptorpb.FileDescriptorSet{}
	if err := proto.Unmarshal(raw, set); err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	files, err := protodesc.NewFiles(set)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	c := &contract{files: files, methods: map[string]protoreflect.MethodDescriptor{}, named: map[protoreflect.Name]int{}}
	if c.access, err = dynamicpb.NewTypes(files).FindExtensionByName(accessOption); err != nil {
		return nil, fmt.Errorf("find %s: %w", accessOption, err)
	}
	files.RangeFiles(func(f protoreflect.FileDescriptor) bool {
		for i := range f.Services().Len() {
			s := f.Services().Get(i)
			for j := range s.Methods().Len() {
				c.add(s.Methods().Get(j))
			}
		}
		return true
	})
	return c, nil
}

func (c *contract) add(m protoreflect.MethodDescriptor) {
	rule := proto.GetExtension(m.Options(), annotations.E_Http).(*annotations.HttpRule)
	var at string
	switch pattern := rule.GetPattern().(type) {
	case *annotations.HttpRule_Get:
		at = "get " + pattern.Get
	case *annotations.HttpRule_Post:
		at = "post " + pattern.Post
	case *annotations.HttpRule_Put:
		at = "put " + pattern.Put
	case *annotations.HttpRule_Patch:
		at = "patch " + pattern.Patch
	case *annotations.HttpRule_Delete:
		at = "delete " + pattern.Delete
	default:
		return
	}
	c.methods[at] = m
	c.named[m.Name()]++
}

// operationID answers what the description calls a method. Where services call one the same, the module stands before it.
func (c *contract) operationID(m protoreflect.MethodDescriptor) string {
	if c.named[m.Name()] > 1 {
		return moduleOf(string(m.ParentFile().Package())) + string(m.Name())
	}
	return lowerFirst(string(m.Name()))
}

// moduleOf answers whose a package is: shop of "shop.v1".
func moduleOf(pkg string) string {
	parts := strings.Split(pkg, ".")
	return parts[max(0, len(parts)-2)]
}

// accessOf answers whether a method may be called without a token, and which roles may call it.
func (c *contract) accessOf(m protoreflect.MethodDescriptor) (open bool, roles []string, err error) {
	// The option was read as an unknown field: its type is known only now.
	raw, err := proto.Marshal(m.Options())
	if err != nil {
		return false, nil, fmt.Errorf("options of %s: %w", m.FullName(), err)
	}
	types := new(protoregistry.Types)
	if err := types.RegisterExtension(c.access); err != nil {
		return false, nil, fmt.Errorf("options of %s: %w", m.FullName(), err)
	}
	options := &descriptorpb.MethodOptions{}
	if err := (proto.UnmarshalOptions{Resolver: types}).Unmarshal(raw, options); err != nil {
		return false, nil, fmt.Errorf("options of %s: %w", m.FullName(), err)
	}
	if !options.ProtoReflect().Has(c.access.TypeDescriptor()) {
		return false, nil, fmt.Errorf("%s does not say who may call it", m.FullName())
	}
	access := options.ProtoReflect().Get(c.access.TypeDescriptor()).Message()
	fields := access.Descriptor().Fields()
	list := access.Get(fields.ByName("roles")).List()
	for i := range list.Len() {
		roles = append(roles, list.Get(i).String())
	}
	return access.Get(fields.ByName("open")).Bool(), roles, nil
}

// bodyOf answers the message that the body of a method is, nil where it has none.
func bodyOf(m protoreflect.MethodDescriptor) protoreflect.MessageDescriptor {
	rule := proto.GetExtension(m.Options(), annotations.E_Http).(*annotations.HttpRule)
	switch rule.GetBody() {
	case "":
		return nil
	case "*":
		return m.Input()
	}
	return m.Input().Fields().ByName(protoreflect.Name(rule.GetBody())).Message()
}

// message answers the message with a full name, nil where the name is that of an enum or unknown.
func (c *contract) message(name string) protoreflect.MessageDescriptor {
	d, err := c.files.FindDescriptorByName(protoreflect.FullName(name))
	if err != nil {
		return nil
	}
	m, _ := d.(protoreflect.MessageDescriptor)
	return m
}

func (c *contract) enum(name string) protoreflect.EnumDescriptor {
	d, err := c.files.FindDescriptorByName(protoreflect.FullName(name))
	if err != nil {
		return nil
	}
	e, _ := d.(protoreflect.EnumDescriptor)
	return e
}

// fieldAt answers the field at a dotted path of proto or JSON names, nil where there is none.
func fieldAt(message protoreflect.MessageDescriptor, path string) protoreflect.FieldDescriptor {
	var field protoreflect.FieldDescriptor
	for name := range strings.SplitSeq(path, ".") {
		if message == nil {
			return nil
		}
		if field = message.Fields().ByJSONName(name); field == nil {
			field = message.Fields().ByTextName(name)
		}
		if field == nil {
			return nil
		}
		message = field.Message()
	}
	return field
}

func rulesOf(f protoreflect.FieldDescriptor) *validate.FieldRules {
	rules, _ := proto.GetExtension(f.Options(), validate.E_Field).(*validate.FieldRules)
	return rules
}

// fieldNames answers the proto names of all fields of all requests and answers.
func (c *contract) fieldNames() map[string]bool {
	names := map[string]bool{}
	c.files.RangeFiles(func(f protoreflect.FileDescriptor) bool {
		for i := range f.Messages().Len() {
			fields := f.Messages().Get(i).Fields()
			for j := range fields.Len() {
				names[string(fields.Get(j).Name())] = true
			}
		}
		return true
	})
	return names
}
