import { offerExamples } from './examples.js';
import { takeImages } from './intake.js';
import type { ImageSource } from './image-source.js';
import { chosenModel, offerModels } from './models.js';
import { ReportView } from './report-view.js';
import { Results } from './results.js';

const report = new ReportView();
const results = new Results(() => void report.refresh());

function take(sources: ImageSource[]): void {
  if (sources.length > 0) results.add(sources, chosenModel());
}

takeImages(take);
offerExamples(take);
void offerModels();
void report.refresh();
