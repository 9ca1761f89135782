@main
struct LanyardCommand {
    static func main() {}
}
