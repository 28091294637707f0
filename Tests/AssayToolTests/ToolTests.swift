import Foundation
import Testing

@Suite(.serialized) struct ToolTests {
  @Test func tellsItsVersion() throws {
    #expect(try Tool.run("--version") == Tool.Run(status: 0, output: "0.1.0\n", error: ""))
  }

  @Test func withoutACommandItPrintsItsHelp() throws {
    let run = try Tool.run()
    #expect(run.output.hasPrefix("OVERVIEW: Trains, evaluates, scores and explains models.\n"))
    #expect(try run == Tool.run("--help"))
    #expect(run.status == 0)
    #expect(run.error == "")
  }

  @Test func helpOfACommandShowsWhatToType() throws {
    let run = try Tool.run("help", "explain")
    #expect(
      run.output == """
        OVERVIEW: Says what accuracy and crossentropy become, under each rule, and why.

        In a shape, 'batch' or '?' is the free axis. What is not given is not guessed:
        where the facts do not decide, it says so.

          assay explain --output '[batch, 10]' --labels '[batch]' --activation linear
          assay explain --output '[?, 1]' --labels '[?] int64' --loss bce --from-logits
          assay explain model.keras --data train.npz

        USAGE: assay explain [<model.keras>] [--data <data>] [--label <column> ...] [--output <shape>] [--labels <shape type>] [--loss <name>] [--from-logits] [--activation <name>] [--format <format>]

        ARGUMENTS:
          <model.keras>           A model to explain for the labels of --data.

        OPTIONS:
          --data <data>           Data with labels, of a model.
          --label <column>        Columns of a csv that are labels, between commas;
                                  OUTPUT=COLUMN of several outputs.
          --output <shape>        The shape of the model's output.
          --labels <shape type>   The shape of the labels, and their type.
          --loss <name>           The loss, by a name of Keras's; 'crossentropy' is yet
                                  to be resolved.
          --from-logits           The loss reads logits.
          --activation <name>     The last activation, by a name of Keras's.
          --format <format>       How the result is printed. (values: table, json;
                                  default: table)
          --version               Show the version.
          -h, --help              Show help information.


        """)
    #expect(run.status == 0)
  }

  @Test func anUnknownCommandIsWrongUsage() throws {
    let run = try Tool.run("frobnicate")
    #expect(
      run.error == """
        Error: Unexpected argument 'frobnicate'
        Usage: assay <subcommand>
          See 'assay --help' for more information.

        """)
    #expect(run.output == "")
    #expect(run.status == 64)
  }

  @Test(arguments: ["bash", "zsh", "fish"])
  func writesCompletions(_ shell: String) throws {
    let run = try Tool.run("--generate-completion-script", shell)
    #expect(run.output.contains("explain"))
    #expect(run.output.contains("sparse_categorical_crossentropy"))
    #expect(run.status == 0)
    #expect(run.error == "")
  }

  #if os(Linux)
    @Test(arguments: [
      ["explain", "--output", "[?, 1]", "--labels", "[?]"], ["--help"], ["--version"],
    ])
    func aFullDiskIsNoSuccess(_ arguments: [String]) throws {
      let full = try #require(FileHandle(forWritingAtPath: "/dev/full"))
      let run = try Tool.run(arguments, output: full)
      #expect(run.error == "Error: standard output: No space left on device\n")
      #expect(run.status == 74)
    }
  #endif
}
