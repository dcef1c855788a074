/** What `image-classifier classify --help` prints. */
export function classifyHelp(): string {
  return `Usage: image-classifier classify [OPTION]... PATH|FOLDER|GLOB|URL|-...

Says what is in images, with the model, the checks and the limits of the service, but without a server.
- is an image on standard input. Results go to standard output in the order of the images, everything
else to standard error.

Images
  -r, --recursive           look into the subfolders of folders too
      --from LIST           read paths and URLs from a file, one a line; - is standard input
      --shard K/N           only the Kth of N parts, chosen by a hash of the path: each machine takes one.
                            index/N is for the pods of a Kubernetes Indexed Job (JOB_COMPLETION_INDEX)

Results
  -k, --top-k K             list the K best classes of each image
      --min-confidence C    leave out classes below C, from 0 to 1; an image without any is "not sure"
      --json                one JSON object a line, for programs
      --csv                 comma-separated values, with a header
  -o, --out FILE            append to FILE, as JSON lines or CSV, and skip the images that it has already
      --explain DIR         draw into DIR which parts of each image speak for its class

Others
      --model NAME          a model of models/, or the folder of one, instead of the environment's
  -h, --help                show this text

Exit code: 0 if all images were classified, 1 if one was not, 2 if the command is wrong, 130 after Ctrl-C.
The settings are the service's environment variables: image-classifier --help lists them. Of URLs, only
those with public addresses are fetched unless IMAGE_URL_ALLOW_CIDRS opens others.

Examples
  image-classifier classify dog.jpg
  image-classifier classify -r photos --csv > photos.csv
  find photos -name '*.jpg' | image-classifier classify --from - --out results.jsonl
`;
}
